"""Manifests as the real generators write them, in their newest and two older major versions: each is registered with
the command, and its operations are answered by their hashes in every form that clients send."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from graphql_api.operations.lookup import clear_cache
from partners.models import RegisteredOperation
from publishing.kinds import Kind
from tests.graphql_api.factories import an_item
from tests.node import node
from tests.partners.making import a_partner

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.one_database]

OPERATIONS = {
    "AppListQuery": "query AppListQuery($first: Int!, $after: String) { guidance(first: $first, after: $after) "
    "{ nodes { id ...App_card } pageInfo { hasNextPage endCursor } } }",
    "AppTitlesQuery": "query AppTitlesQuery { contents(first: 2) { nodes { title } } }",
    "App_card": "fragment App_card on Guidance { title path }",
}
VARIABLES = {"AppListQuery": {"first": 1}, "AppTitlesQuery": {}}
CODEGEN = [f"client-preset-{version}-{hash_}" for version in (6, 5, 4) for hash_ in ("default", "sha256", "md5")]
RELAY = [f"relay-compiler-{version}-{hash_}" for version in (21, 20, 19) for hash_ in ("default", "SHA1", "SHA256")]


@pytest.fixture(scope="module")
def manifests(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """A folder with a manifest of each generator."""
    operations, made = tmp_path_factory.mktemp("operations"), tmp_path_factory.mktemp("manifests")
    for name, text in OPERATIONS.items():
        (operations / f"{name}.graphql").write_text(text)
    node("manifests.js", project_root / "graphql_api" / "schema.graphql", operations, made)
    return made


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    clear_cache()
    yield
    clear_cache()


def read(manifest: Path) -> dict[str, str]:
    """Return the texts by the ids that clients send."""
    members = json.loads(manifest.read_text())
    return {each["id"]: each["body"] for each in members["operations"]} if "operations" in members else members


def requests(identifier: str, variables: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Yield the members of a request in every form."""
    for name in ("documentId", "doc_id", "id"):
        yield {name: identifier, "variables": variables}
    yield {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": identifier}}, "variables": variables}


@pytest.mark.parametrize("name", ["apollo", *CODEGEN, *RELAY])
def test_a_manifest_is_registered_and_answered_in_every_form(client: Client, manifests: Path, name: str) -> None:
    an_item(Kind.GUIDANCE)
    a_partner()
    manifest = manifests / f"{name}.json"
    call_command("operations", "register", manifest, "--partner=harbour-trust", verbosity=0)
    operations = read(manifest)
    assert len(operations) == RegisteredOperation.objects.active().count() == 2
    for identifier, text in operations.items():
        variables = VARIABLES[next(name for name in VARIABLES if f"query {name}" in text)]
        expected = client.post("/graphql", {"query": text, "variables": variables}, content_type="application/json")
        assert "errors" not in expected.json()
        answers = [
            client.get(f"/graphql/op/{identifier}", {"variables": json.dumps(variables)}),
            *(
                client.post("/graphql", each, content_type="application/json")
                for each in requests(identifier, variables)
            ),
            *(
                client.get(
                    "/graphql",
                    {key: json.dumps(value) if isinstance(value, dict) else value for key, value in each.items()},
                )
                for each in requests(identifier, variables)
            ),
        ]
        assert [(answer.status_code, answer.json()) for answer in answers] == [(200, expected.json())] * len(answers)


@pytest.mark.parametrize("name", ["own-function", "sha512"])
def test_ids_that_are_no_hash_that_we_support_are_refused_with_the_setting_to_change(
    manifests: Path, name: str
) -> None:
    a_partner()
    with pytest.raises(CommandError, match=r"choose one of these algorithms, and remove any function.*`hashAlgorithm`"):
        call_command("operations", "register", manifests / f"{name}.json", "--partner=harbour-trust")
