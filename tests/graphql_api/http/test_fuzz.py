"""Arbitrary requests never get a 5xx: responses are always JSON, and every error has a code."""

import json
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphql_api.base.errors import Code
from tests.sizes import sized

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

# Parts of valid requests, to be mixed with noise: pure noise would never get past the JSON parser.
QUERIES = st.sampled_from(
    [
        "{ revision }",
        "query ($first: Int!) { contents(first: $first) { nodes { title } } }",
        "query ($query: String!) { search(query: $query, first: 1) { totalCount } }",
        "query ($by: ContentBy!) { content(by: $by) { title } }",
        "query ($after: String) { changes(first: 1, after: $after) { endCursor } }",
        "query ($filter: ContentFilter) { contents(first: 1, filter: $filter) { totalCount } }",
    ]
)
TOKENS = st.sampled_from(
    ["{", "}", "(", ")", "[", "]", "!", "$a", ":", "...", "on", "query", "revision", '"', "#", "@"]
)
DOCUMENTS = QUERIES | st.text(max_size=30) | st.lists(TOKENS, max_size=20).map(" ".join)
NAMES = st.sampled_from(["first", "query", "by", "after", "filter", "id", "path", "kinds", "topic", "updatedAfter"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "query": DOCUMENTS | VALUES,
        "variables": st.dictionaries(NAMES, VALUES, max_size=3) | VALUES,
        "operationName": VALUES,
        "extensions": st.fixed_dictionaries({}, optional={"persistedQuery": VALUES}) | VALUES,
        "documentId": VALUES,
    },
)
BODIES = st.binary(max_size=200) | (REQUESTS | VALUES).map(
    lambda sent: json.dumps(sent).encode("utf-8", "surrogatepass")
)
MEDIA_TYPES = st.sampled_from(
    ["application/json"] * 8 + ["text/plain", "application/json; charset=x", "multipart/form-data", ""]
)
# All examples share the test's database: no query changes anything in it.
FUZZED = settings(max_examples=sized(6_000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check(response: Any) -> None:
    """Check the promises about every response."""
    assert response.status_code < 500, response.content
    assert response["Content-Type"].partition(";")[0] in ("application/json", "application/graphql-response+json")
    answer = json.loads(response.content)
    assert response.status_code < 300 or answer["errors"]
    assert all(error["extensions"]["code"] in set(Code) - {Code.INTERNAL} for error in answer.get("errors", ())), answer


@pytest.mark.long
@FUZZED
@given(body=BODIES, media_type=MEDIA_TYPES)
def test_any_body_gets_a_valid_response(client: Client, body: bytes, media_type: str) -> None:
    check(client.generic("POST", "/graphql", body, media_type))


@pytest.mark.long
@FUZZED
@given(parameters=st.dictionaries(st.sampled_from(["query", "variables", "operationName", "x"]), BODIES, max_size=3))
def test_any_query_string_gets_a_valid_response(client: Client, parameters: dict[str, bytes]) -> None:
    query_string = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in parameters.items())
    check(client.get(f"/graphql?{query_string}"))


@pytest.mark.long
@FUZZED
@given(query=QUERIES, variables=st.dictionaries(NAMES, VALUES, max_size=3))
def test_any_variables_get_a_valid_response(client: Client, query: str, variables: dict[str, Any]) -> None:
    body = json.dumps({"query": query, "variables": variables})
    check(client.generic("POST", "/graphql", body, "application/json"))
