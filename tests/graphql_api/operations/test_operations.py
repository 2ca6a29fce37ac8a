"""Registered operations: found by hash, registered from the files of code generators, and checked against the
schema."""

import json
from collections.abc import Iterator
from hashlib import md5, sha1, sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from graphql_api.operations.files import read_files
from graphql_api.operations.lookup import SCHEMA, clear_cache
from graphql_api.operations.registration import register
from graphql_api.operations.texts import OperationError, OperationText
from partners.models import RegisteredOperation
from publishing.access.audiences import Audience
from publishing.kinds import Kind
from tests.graphql_api.factories import an_item
from tests.partners.making import a_key, a_partner, bearing

pytestmark = pytest.mark.django_db

TITLES = "query Titles($first: Int = 2) { contents(first: $first) { nodes { title } } }"
HASH = sha256(TITLES.encode()).hexdigest()
HASHES = (HASH, HASH.upper(), f"sha256:{HASH}", sha1(TITLES.encode()).hexdigest(), md5(TITLES.encode()).hexdigest())
REPORT = "fragment Title on Content { title }"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """A process caches registered operations for a short time."""
    clear_cache()
    yield
    clear_cache()


@pytest.fixture
def operation() -> RegisteredOperation:
    """A registered operation."""
    return register(a_partner(), [OperationText.parse(TITLES)])[0]


def command(*arguments: Any) -> str:
    """Run `manage.py operations` and return what it prints."""
    printed = StringIO()
    call_command("operations", *map(str, arguments), stdout=printed)
    return printed.getvalue()


def status_and_code(response: Any) -> tuple[int, str]:
    """The status and the code of the first error."""
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]


def post(client: Client, **members: Any) -> Any:
    """Send a request's members."""
    return client.post("/graphql", members, content_type="application/json")


def apollo(hash_: str) -> dict[str, Any]:
    """Return Apollo's extension with the hash of an operation."""
    return {"persistedQuery": {"version": 1, "sha256Hash": hash_}}


@pytest.mark.usefixtures("operation")
def test_an_operation_is_found_by_its_hash_in_every_form_that_clients_use(client: Client) -> None:
    an_item(Kind.GUIDANCE)
    variables = {"first": 1}
    text = json.dumps(variables)
    plain = post(client, query=TITLES, variables=variables)
    assert len(plain.json()["data"]["contents"]["nodes"]) == 1
    for response in (
        client.get(f"/graphql/op/{HASH}", {"variables": text}),
        client.post(f"/graphql/op/{HASH}", {"variables": variables}, content_type="application/json"),
        client.get("/graphql", {"extensions": json.dumps(apollo(HASH)), "variables": text}),
        client.get("/graphql", {"documentId": HASH, "variables": text}),
        post(client, extensions=apollo(HASH), variables=variables),
        *(
            post(client, **{name: each}, variables=variables)
            for each in HASHES
            for name in ("documentId", "doc_id", "id")
        ),
        *(post(client, extensions=apollo(each), variables=variables) for each in HASHES),
        *(client.get(f"/graphql/op/{each}", {"variables": text}) for each in HASHES),
        post(client, extensions=apollo(HASH), variables=variables, query=TITLES),
    ):
        assert (response.status_code, response.json()) == (200, plain.json())


def test_an_unknown_hash_is_an_error_that_apollo_s_clients_expect_and_is_not_cached(client: Client) -> None:
    by_path, by_extension = client.get(f"/graphql/op/{HASH}"), post(client, extensions=apollo(HASH))
    assert (by_path.status_code, by_extension.status_code) == (404, 200)
    for response in (by_path, by_extension):
        assert status_and_code(response)[1] == "PERSISTED_QUERY_NOT_FOUND"
        assert response.json()["errors"][0]["message"] == "PersistedQueryNotFound"
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "members",
    [
        {"query": "{ revision }", "extensions": apollo(HASH)},
        {"query": "{ revision }", "documentId": HASH},
        {"documentId": HASH, "extensions": apollo("0" * 64)},
        {"documentId": "sha256:abc"},
        {"documentId": 7},
        {"extensions": {"persistedQuery": HASH}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": HASH}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
    ],
)
@pytest.mark.usefixtures("operation")
def test_a_wrong_or_invalid_hash_is_rejected(client: Client, members: dict[str, Any]) -> None:
    assert status_and_code(post(client, **members)) == (400, "BAD_REQUEST")


def test_a_path_without_a_valid_hash_is_rejected(client: Client) -> None:
    assert status_and_code(client.get("/graphql/op/titles")) == (400, "BAD_REQUEST")


def test_an_operation_found_by_hash_runs_for_the_caller(client: Client, operation: RegisteredOperation) -> None:
    an_item(Kind.GUIDANCE, audience=Audience.REGISTERED)
    _, text = a_key(operation.partner, audience=Audience.REGISTERED)

    def titles(**headers: str) -> list[Any]:
        return client.get(f"/graphql/op/{HASH}", headers=headers).json()["data"]["contents"]["nodes"]

    assert len(titles(**bearing(text))) == 1
    assert titles() == []


def test_operations_that_are_retired_or_of_inactive_partners_are_unknown(
    client: Client, operation: RegisteredOperation
) -> None:
    assert client.get(f"/graphql/op/{HASH}").status_code == 200
    operation.retire()
    assert client.get(f"/graphql/op/{HASH}").status_code == 404
    register(operation.partner, [OperationText.parse(TITLES)])
    assert client.get(f"/graphql/op/{HASH}").status_code == 200
    operation.partner.active = False
    operation.partner.save()
    clear_cache()
    assert client.get(f"/graphql/op/{HASH}").status_code == 404


def test_a_repeated_request_takes_no_look_up(
    client: Client, operation: RegisteredOperation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/graphql/op/" + HASH)
    RegisteredOperation.objects.all().delete()
    assert client.get(f"/graphql/op/{HASH}").status_code == 200
    with django_assert_num_queries(0):
        response = client.get(f"/graphql/op/{HASH}?variables=%7B%22first%22%3A%22x%22%7D")
        assert status_and_code(response) == (400, "BAD_INPUT")


def test_registration_validates_prices_and_tries_an_operation(operation: RegisteredOperation) -> None:
    assert (operation.name, operation.sha256, operation.schema) == ("Titles", HASH, SCHEMA)
    assert operation.price > 100  # with the largest page
    for text, reason in (
        ("query A { nothing }", "A: Cannot query field 'nothing' on type 'Query'"),
        (
            "query A { contents(first: 100) { nodes { similar(first: 20) { similar(first: 20) { title } } } } }",
            "may cost",
        ),
        ("subscription A { changed { __typename } }", "A: "),
        ("query A { revision } query B { revision }", "has 2"),
        ("query A {", "cannot be parsed"),
    ):
        with pytest.raises(OperationError, match=reason):
            register(operation.partner, [OperationText.parse(text)])


def test_operations_with_required_variables_are_tried_with_example_values() -> None:
    text = """query A($by: ContentBy!, $first: Int!, $locale: String!) {
        content(by: $by, locale: $locale) { title }
        contents(first: $first) { totalCount }
    }"""
    assert register(a_partner(), [OperationText.parse(text)])[0].name == "A"


def test_fragments_may_be_in_other_files(tmp_path: Path) -> None:
    (tmp_path / "titles.graphql").write_text(TITLES)
    (tmp_path / "parts.graphql").write_text(REPORT)
    (tmp_path / "more.graphql").write_text(
        "query One { contents(first: 1) { nodes { ...Title } } } query Two { revision }"
    )
    texts = {text.name: text for text in read_files(sorted(tmp_path.glob("*.graphql")))}
    assert texts.keys() == {"Titles", "One", "Two"}
    assert texts["Titles"].sha256 == HASH
    assert "fragment Title" in texts["One"].text
    assert "fragment Title" not in texts["Two"].text
    register(a_partner(), texts.values())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.json", "{", "is not JSON"),
        ("a.json", "[]", "is not a manifest"),
        ("a.json", '{"operations": [{"id": "x"}]}', "is not a manifest"),
        ("a.json", '{"abc": 7}', "is not a manifest"),
        ("a.json", "{}", "contains no operations"),
        ("a.json", '{"format": "apollo-persisted-query-manifest", "operations": []}', "contains no operations"),
        ("a.json", '{"data": {"__schema": {"types": []}}}', "is a schema"),
        ("a.json", json.dumps({"Titles": HASH}), "hashes without texts"),
        ("a.json", json.dumps({"0" * 40: TITLES}), "not the SHA-1 of its text, which was changed"),
        ("a.json", json.dumps({f"sha256:{HASH}": f"{TITLES}\n"}), "not the SHA-256 of its text, which was changed"),
        ("a.json", json.dumps({f"md5:{HASH}": TITLES}), "choose one of these algorithms"),
        ("a.json", json.dumps({HASH: "{"}), f"{HASH}: The document cannot be parsed"),
        ("a.json", '{"x": "\\ud800"}', "half a character"),
        ("a.graphql", "query {", "cannot be parsed"),
        ("a.graphql", "{ a" * 3_000, "nested too deep|cannot be parsed"),
    ],
)
def test_invalid_files_are_rejected_with_a_reason(tmp_path: Path, name: str, content: str, reason: str) -> None:
    (tmp_path / name).write_text(content)
    a_partner()
    with pytest.raises(CommandError, match=reason):
        command("register", tmp_path / name, "--partner", "harbour-trust")
    assert not RegisteredOperation.objects.exists()


def test_the_command_registers_lists_and_retires_operations(client: Client, tmp_path: Path) -> None:
    (tmp_path / "titles.graphql").write_text(TITLES)
    a_partner()
    assert command("register", tmp_path / "titles.graphql", "--partner", "harbour-trust").startswith(HASH)
    assert command("list") == f"{HASH}  harbour-trust  Titles\n"
    assert client.get(f"/graphql/op/{HASH}").status_code == 200
    command("retire", HASH, "--partner", "harbour-trust")
    assert command("list") == ""
    for wrong in (
        ("retire", HASH, "--partner", "harbour-trust"),
        ("retire", HASH, "--partner", "unknown"),
        ("register", tmp_path / "none.graphql", "--partner", "harbour-trust"),
    ):
        with pytest.raises(CommandError):
            command(*wrong)


@pytest.mark.usefixtures("operation")
def test_check_names_the_partner_and_the_field_that_a_schema_breaks(tmp_path: Path) -> None:
    sdl = (ROOT / "graphql_api" / "schema.graphql").read_text()
    next_release = tmp_path / "schema.graphql"
    next_release.write_text(sdl)
    assert "are valid" in command("check")
    assert "are valid" in command("check", "--schema", next_release)
    assert sdl.count("\n  title: String!") > 1
    next_release.write_text(sdl.replace("\n  title: String!", "\n  titleOfOld: String!"))
    with pytest.raises(CommandError, match=r"Harbour Trust: Titles: Cannot query field 'title' on type 'Content'"):
        command("check", "--schema", next_release)


@pytest.mark.usefixtures("operation")
def test_exported_manifests_are_checked_without_the_database(tmp_path: Path) -> None:
    command("export", tmp_path)
    RegisteredOperation.objects.all().delete()
    assert "are valid" in command("check", tmp_path / "harbour-trust.json")


def test_the_current_schema_does_not_break_registered_operations() -> None:
    """The manifests are written by `manage.py operations export`, one for each partner."""
    manifests = sorted((Path(__file__).parents[1] / "registered").glob("*.json"))
    assert manifests
    assert "are valid" in command("check", *manifests)
