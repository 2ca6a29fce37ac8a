"""GraphQL over HTTP: valid requests are answered, all others get an error with a code, never a traceback."""

import json
import logging
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from partners.tokens import new_token
from publishing.kinds import Kind
from publishing.models import ContentItem
from tests.graphql_api.api_client import post
from tests.graphql_api.factories import a_client_of, an_item
from tests.partners.making import bearing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

RESPONSE_JSON = "application/graphql-response+json"
QUERY = "{ contents(first: 1) { nodes { title } } }"
EMPTY: dict[str, Any] = {
    "data": {"contents": {"nodes": []}},
    "extensions": {"requested": {"contents": {"locale": "en-gb", "fallback": "DEFAULT"}}},
}


def send(client: Client, body: bytes | str, **headers: str) -> tuple[int, str]:
    """Send a body and return the status and the code of the first error."""
    response = client.post("/graphql", body, content_type="application/json", headers=headers)
    return response.status_code, response.json()["errors"][0]["extensions"]["code"]


def test_queries_are_answered_by_post_and_by_get(client: Client) -> None:
    assert post(client, QUERY).json() == EMPTY
    assert client.get("/graphql", {"query": QUERY}).json() == EMPTY
    assert client.get("/graphql/", {"query": QUERY}).json() == EMPTY
    variables = json.dumps({"first": 1})
    query = "query A($first: Int!) { contents(first: $first) { nodes { title } } } query B { revision }"
    given = {"query": query, "variables": variables, "operationName": "A"}
    assert client.get("/graphql", given).json() == EMPTY


def test_the_response_has_the_accepted_media_type(client: Client) -> None:
    for accept, expected in (
        (RESPONSE_JSON, RESPONSE_JSON),
        (f"{RESPONSE_JSON}, application/json;q=0.9", RESPONSE_JSON),
        ("application/json", "application/json"),
        ("application/*", "application/json"),
        ("*/*", "application/json"),
    ):
        response = client.get("/graphql", {"query": QUERY}, headers={"Accept": accept})
        assert response["Content-Type"] == f"{expected}; charset=utf-8"
        assert response.status_code == 200


def test_a_rejected_operation_is_200_only_for_older_clients(client: Client) -> None:
    for accept, status in ((RESPONSE_JSON, 400), ("*/*", 400), ("application/json", 200)):
        for query in ("{", "{ nothing }"):
            response = client.get("/graphql", {"query": query}, headers={"Accept": accept})
            assert response.status_code == status
            assert "data" not in response.json()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"null",
        b"7",
        b'"query"',
        b"[]",
        b'[{"query": "{ revision }"}]',
        b"{}",
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": 7}',
        b'{"query": {"a": 1}}',
        b'{"query": "{ revision }", "variables": "x"}',
        b'{"query": "{ revision }", "variables": [1]}',
        b'{"query": "{ revision }", "operationName": 7}',
        b'{"query": "{ revision }", "extensions": "x"}',
        b'{"query": "{ revision }", "variables": {"a": NaN}}',
        b'{"query": "{ revision }", "variables": {"a": 1e999}}',
        b'{"query": "{ revision }", "query": "{ a: revision }"}',
        b'{"query": "{ revision }", "variables": {"a": {"b": 1, "b": 2}}}',
        b'{"query": "{ revision }", "variables": {"a": ' + b"[" * 65 + b"]" * 65 + b"}}",
        b'{"query": "{ revision }", "extensions": {"a": "\\u0000"}}',
        b'\xef\xbb\xbf{"query": "{ revision }"}',
        b'{"query": "\xff\xfe"}',
        b'{"query": "{ revision }\\u0000"}',
        b'{"query": "{ revision }", "variables": {"a": ["\\u0000"]}}',
        b'{"query": "{ revision }", "variables": {"\\u0000": 1}}',
        b'{"query": "{ revision }", "variables": {"a": "\\ud800"}}',
        b'{"query": "{ content(by: {path: \\"\\\\u0000\\"}) { title } }"}',
        b'{"query": "{ content(by: {path: \\"\\\\u{0}\\"}) { title } }"}',
        b"[" * 50_000,
        b'{"query": "{ revision }", "variables": {"a": ' + b"[" * 40_000 + b"]" * 40_000 + b"}}",
    ],
)
def test_invalid_bodies_are_rejected(client: Client, body: bytes) -> None:
    assert send(client, body) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "SYNTAX"),
        ("{ revision } }", "SYNTAX"),
        ('{ content(by: {path: "\\ud800"}) { title } }', "SYNTAX"),
        ("# nothing", "SYNTAX"),
        ("{ nothing }", "INVALID"),
        ("{ contents(first: 99999999999) { totalCount } }", "INVALID"),
        ('{ contents(first: "1") { totalCount } }', "INVALID"),
        ("mutation { publish }", "INVALID"),
        ("subscription { changes }", "INVALID"),
        ("query A { revision } query B { revision }", "UNKNOWN_OPERATION"),
        ("fragment F on Query { revision }", "UNKNOWN_OPERATION"),
        ("query { revision @include(if: 7) }", "INVALID"),
        ("{ a: revision a: contents(first: 1) { totalCount } }", "INVALID"),
        ("query ($a: Int!) { contents(first: $a) { totalCount } }", "BAD_INPUT"),
        ("{ " + "a { " * 900 + "b" + " }" * 901, "SYNTAX"),
        ("query ($a: [" + "[" * 900 + "Int" + "]" * 901 + ") { revision }", "SYNTAX"),
        ("{ contents(first: " + "[" * 900 + "]" * 900 + ") { totalCount } }", "SYNTAX"),
        ("{ " + "revision " * 3000 + "}", "SYNTAX"),
    ],
)
def test_invalid_operations_are_rejected(client: Client, query: str, code: str) -> None:
    assert send(client, json.dumps({"query": query})) == (400, code)


def test_an_unknown_operation_name_is_rejected(client: Client) -> None:
    body = json.dumps({"query": "query A { revision }", "operationName": "B"})
    assert send(client, body) == (400, "UNKNOWN_OPERATION")


@pytest.mark.parametrize("value", ["x", 1.5, True, [1], {"a": 1}, 2**31, None])
def test_a_variable_of_the_wrong_type_is_rejected(client: Client, value: Any) -> None:
    answer = post(client, "query ($first: Int!) { contents(first: $first) { totalCount } }", first=value)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_INPUT")


def test_other_bodies_methods_and_media_types_are_rejected(client: Client) -> None:
    def code(response: Any) -> tuple[int, str]:
        return response.status_code, response.json()["errors"][0]["extensions"]["code"]

    form = client.post("/graphql", {"query": QUERY})
    assert code(form) == (415, "UNSUPPORTED_MEDIA_TYPE")
    text = client.post("/graphql", QUERY, content_type="text/plain")
    assert code(text) == (415, "UNSUPPORTED_MEDIA_TYPE")
    latin = client.post("/graphql", "{}", content_type="application/json; charset=latin-1")
    assert code(latin) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert send(client, b" " * 3_000_000) == (413, "BODY_TOO_LARGE")
    put = client.put("/graphql", "{}", content_type="application/json")
    assert code(put) == (405, "METHOD_NOT_ALLOWED")
    assert put["Allow"] == "GET, HEAD, POST, OPTIONS"
    packed = client.post("/graphql", b"\x1f\x8b", content_type="application/json", headers={"Content-Encoding": "gzip"})
    assert code(packed) == (415, "UNSUPPORTED_MEDIA_TYPE")
    picky = client.get("/graphql", {"query": QUERY}, headers={"Accept": "image/png"})
    assert code(picky) == (406, "NOT_ACCEPTABLE")
    assert code(client.get("/graphql")) == (400, "BAD_REQUEST")


def test_a_batch_is_rejected_with_an_explanation(client: Client) -> None:
    response = client.post("/graphql", b'[{"query": "{ revision }"}]', content_type="application/json")
    assert "Batches are not supported" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "query_string",
    [
        "query=%ff",
        "query=%7Brevision%7D&variables=%7B%22a%22%3A%22%ff%22%7D",
        "query=%7Brevision%7D&variables=x",
        "query=%7Brevision%7D&variables=[]",
        "query=%7Brevision%7D&extensions=7",
        "query=%7Brevision%7D%00",
        "query=%7Brevision%7D&operationName=%ed%a0%80",
        "query=%7Brevision%7D&query=%7Brevision%7D",
        "&".join(f"a{number}=" for number in range(21)),
        "query=",
        "",
    ],
)
def test_a_query_string_without_a_valid_operation_is_rejected(client: Client, query_string: str) -> None:
    response = client.get(f"/graphql?{query_string}", headers={"Accept": "application/json"})
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")


def test_a_query_string_may_contain_any_script(client: Client) -> None:
    an_item(path="/canllawiau/tŷ-🙂/", title="Tŷ")
    query = '{ content(by: {path: "/canllawiau/tŷ-🙂/"}) { title } }'
    assert client.get("/graphql", {"query": query}).json()["data"] == {"content": {"title": "Tŷ"}}
    message = client.get("/graphql?query=%ff").json()["errors"][0]["message"]
    assert message == "The query string is not UTF-8."


def test_a_query_string_next_to_a_body_is_checked_as_strictly(client: Client) -> None:
    many = "&".join(f"a{number}=" for number in range(15_000))
    for query_string, status in (("a=%ff", 400), (many, 413)):
        response = client.post(f"/graphql?{query_string}", {"query": QUERY}, content_type="application/json")
        assert response.status_code == status
        assert response.json()["errors"]


def test_head_is_answered_like_get_and_options_lists_the_methods(client: Client) -> None:
    head = client.head("/graphql", {"query": QUERY})
    assert (head.status_code, head.content) == (200, b"")
    assert head["Cache-Control"] == client.get("/graphql", {"query": QUERY})["Cache-Control"]
    options = client.options("/graphql")
    assert (options.status_code, options["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")


def test_the_body_of_a_get_is_ignored(client: Client) -> None:
    response = client.generic("GET", "/graphql", b"[", "text/plain", QUERY_STRING="query=%7Brevision%7D")
    assert response.status_code == 200


def test_another_site_cannot_use_a_reader_s_session(client: Client) -> None:
    """A form can be sent across sites with the cookie, but not as JSON, and no query changes anything."""
    reader = a_client_of(registered=True)
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        response = reader.post("/graphql", json.dumps({"query": QUERY}), content_type=content_type)
        assert response.status_code == 415
    assert "Access-Control-Allow-Origin" not in reader.get("/graphql", {"query": QUERY}).headers


def test_only_public_results_without_errors_are_cacheable(client: Client) -> None:
    public = client.get("/graphql", {"query": QUERY})
    assert public["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "Accept"} <= {name.strip() for name in public["Vary"].split(",")}
    for response in (
        post(client, QUERY),
        client.get("/graphql", {"query": "{"}),
        client.get("/graphql", {"query": "{ contents { totalCount } }"}),
        a_client_of(registered=True).get("/graphql", {"query": QUERY}),
        client.get("/graphql", headers={"Accept": "text/html"}),
    ):
        assert response["Cache-Control"] == "private, no-store"


def test_an_anonymous_response_sets_no_cookie(client: Client) -> None:
    assert post(client, QUERY).cookies == {}


def test_an_error_in_one_field_does_not_affect_the_others(client: Client) -> None:
    an_item(title="Gates")
    query = """query ($after: String) { good: guidance(first: 1) { nodes { title } }
      bad: contents(first: 1, after: $after) { totalCount } }"""
    good = {"nodes": [{"title": "Gates"}]}
    assert post(client, query).json()["data"] == {"good": good, "bad": {"totalCount": 1}}
    for _ in range(2):  # compiled from now on
        response = post(client, query, after="x")
        assert (response.status_code, response.json()["data"]) == (200, {"good": good, "bad": None})
        [error] = response.json()["errors"]
        assert (error["path"], error["extensions"]["code"]) == (["bad"], "BAD_CURSOR")


def test_internal_errors_are_masked_with_an_id_that_is_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    item = an_item(Kind.GUIDANCE)
    # A row that the hub never writes.
    ContentItem.objects.filter(pk=item.pk).update(kind="unknown")
    with caplog.at_level(logging.ERROR):
        response = client.get("/graphql", {"query": f'{{ content(by: {{id: "{item.pk}"}}) {{ title }} }}'})
    error = response.json()["errors"][0]
    assert (response.status_code, error["extensions"]["code"]) == (200, "INTERNAL")
    assert "unknown" not in response.content.decode()
    assert error["extensions"]["id"] in error["message"]
    assert error["extensions"]["id"] in caplog.text
    assert "ValueError" in caplog.text


def test_an_internal_error_before_the_run_is_masked_too(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with connection.execute_wrapper(_raise_database_error), caplog.at_level(logging.ERROR):
        response = client.post("/graphql", {"query": QUERY}, "application/json", headers=bearing(new_token().text))
    error = response.json()["errors"][0]
    assert (response.status_code, error["extensions"]["code"]) == (500, "INTERNAL")
    assert "the server is gone" not in response.content.decode()
    assert error["extensions"]["id"] in caplog.text
    assert "the server is gone" in caplog.text


def _raise_database_error(*_: Any) -> Any:
    raise OperationalError("the server is gone")
