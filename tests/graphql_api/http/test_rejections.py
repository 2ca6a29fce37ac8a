"""Requests are rejected before any SQL, that of the middleware included."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from graphql_api.execution.cost.buckets import _get_buckets
from partners.models import ApiKey
from partners.tokens import new_token
from tests.partners.making import a_key, bearing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LIST = "{ contents(first: 20) { nodes { title } } }"
EXPENSIVE = "{ contents(first: 100) { nodes { related { related { related { related { related { id } } } } } } } }"


@pytest.fixture(autouse=True)
def _budgets(settings: Settings) -> Iterator[None]:
    """New budgets that one query exhausts."""
    settings.GRAPHQL_ANONYMOUS_BUDGET = settings.GRAPHQL_KEY_BUDGET = 25
    settings.REDIS_URL = ""
    _get_buckets.cache_clear()
    yield
    _get_buckets.cache_clear()


def send(client: Client, query: str, **headers: str) -> tuple[int, str | None]:
    """Send a query and return the status, and the code of the first error."""
    response = client.post("/graphql", {"query": query}, content_type="application/json", headers=headers)
    errors = response.json().get("errors", [{"extensions": {"code": None}}])
    return response.status_code, errors[0]["extensions"]["code"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param("{ contents(", "SYNTAX", id="syntax"),
        pytest.param("{ " + "a " * 15_000 + "}", "SYNTAX", id="tokens"),
        pytest.param("{ nothing }", "INVALID", id="unknown field"),
        pytest.param("mutation { nothing }", "INVALID", id="mutation"),
        pytest.param("query A { revision } query B { revision }", "UNKNOWN_OPERATION", id="two operations"),
        pytest.param("{ homePage { " + "related { " * 16 + "id" + " }" * 16 + " } }", "TOO_DEEP", id="depth"),
        pytest.param("{ " + "{ a " * 900, "SYNTAX", id="braces"),
        pytest.param("{ " + " ".join(f"a{n}: revision" for n in range(101)) + " }", "TOO_COMPLEX", id="aliases"),
        pytest.param(EXPENSIVE, "TOO_LARGE", id="cost"),
    ],
)
@pytest.mark.parametrize("credential", ["nothing", "a key"])
def test_invalid_operations_are_rejected_without_sql(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, query: str, code: str, credential: str
) -> None:
    headers = bearing(a_key()[1]) if credential == "a key" else {}
    with django_assert_num_queries(0):
        assert send(client, query, **headers) == (400, code)


def test_invalid_requests_are_rejected_without_sql(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert client.post("/graphql", "a=b", content_type="text/plain").status_code == 415
        assert (
            client.post("/graphql", json.dumps([{"query": LIST}]), content_type="application/json").status_code == 400
        )
        assert client.put("/graphql", "{}", content_type="application/json").status_code == 405
        assert client.get("/graphql", {"query": LIST}, headers={"Accept": "image/png"}).status_code == 406
        assert client.post("/graphql", " " * 100_001, content_type="application/json").status_code == 413


def test_an_address_with_an_exhausted_budget_is_rejected_without_sql(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert send(client, LIST) == (200, None)
    while send(client, LIST) == (200, None):
        pass
    with django_assert_num_queries(0):
        assert send(client, LIST) == (429, "OVER_BUDGET")


def test_a_key_with_an_exhausted_budget_is_rejected_without_sql(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    headers = bearing(a_key()[1])
    while send(client, LIST, **headers) == (200, None):
        pass
    with django_assert_num_queries(0):
        response: Any = client.post("/graphql", {"query": LIST}, content_type="application/json", headers=headers)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert response["RateLimit-Policy"].startswith('"key"')


def test_a_budget_that_has_refilled_is_accepted(client: Client, settings: Settings) -> None:
    key, text = a_key(points_per_minute=25)
    while send(client, LIST, **bearing(text)) == (200, None):
        pass
    ApiKey.objects.filter(pk=key.pk).update(points_per_minute=1_000, burst=1_000)
    _get_buckets.cache_clear()  # as if it had refilled
    assert send(client, LIST, **bearing(text)) == (200, None)


def test_an_exhausted_key_affects_neither_another_key_nor_the_address(client: Client) -> None:
    headers, others = bearing(a_key()[1]), bearing(a_key(label="Another")[1])
    while send(client, LIST, **headers) == (200, None):
        pass
    assert send(client, LIST, **others) == (200, None)
    assert send(client, LIST) == (200, None)


def test_wrong_keys_neither_use_nor_reveal_a_budget(client: Client) -> None:
    text = a_key()[1]
    while send(client, LIST, **bearing(text)) == (200, None):
        pass
    wrong = f"{text[:20]}{new_token().text[20:]}"
    for _ in range(5):
        assert send(client, LIST, **bearing(new_token().text)) == (401, "KEY_REFUSED")
        assert send(client, LIST, **bearing(wrong)) == (401, "KEY_REFUSED")


def test_one_wrong_key_is_looked_up_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    headers = bearing(new_token().text)
    assert send(client, LIST, **headers) == (401, "KEY_REFUSED")
    with django_assert_num_queries(0):
        assert send(client, LIST, **headers) == (401, "KEY_REFUSED")


def test_one_unknown_hash_is_looked_up_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    path = f"/graphql/op/{sha256(b'never registered').hexdigest()}"
    assert client.get(path).status_code == 404
    with django_assert_num_queries(0):
        assert client.get(path).status_code == 404
