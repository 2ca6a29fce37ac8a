"""Refusals come before any SQL: the whole way through the middleware is counted."""

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
DEAR = "{ contents(first: 100) { nodes { related { related { related { related { related { id } } } } } } } }"


@pytest.fixture(autouse=True)
def _budgets(settings: Settings) -> Iterator[None]:
    """Budgets that one asking empties, of this test's own."""
    settings.GRAPHQL_ANONYMOUS_BUDGET = settings.GRAPHQL_KEY_BUDGET = 25
    settings.REDIS_URL = ""
    _get_buckets.cache_clear()
    yield
    _get_buckets.cache_clear()


def asked(client: Client, query: str, **headers: str) -> tuple[int, str | None]:
    """Ask and return the status, and the code of the first error."""
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
        pytest.param(DEAR, "TOO_LARGE", id="cost"),
    ],
)
@pytest.mark.parametrize("shows", ["nothing", "a key"])
def test_what_is_wrong_with_a_document_is_told_without_sql(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, query: str, code: str, shows: str
) -> None:
    headers = bearing(a_key()[1]) if shows == "a key" else {}
    with django_assert_num_queries(0):
        assert asked(client, query, **headers) == (400, code)


def test_requests_that_are_no_graphql_are_refused_without_sql(
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


def test_an_address_whose_budget_is_spent_is_refused_without_sql(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert asked(client, LIST) == (200, None)
    while asked(client, LIST) == (200, None):
        pass
    with django_assert_num_queries(0):
        assert asked(client, LIST) == (429, "OVER_BUDGET")


def test_a_key_whose_budget_is_spent_is_refused_without_sql(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    headers = bearing(a_key()[1])
    while asked(client, LIST, **headers) == (200, None):
        pass
    with django_assert_num_queries(0):
        response: Any = client.post("/graphql", {"query": LIST}, content_type="application/json", headers=headers)
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert response["RateLimit-Policy"].startswith('"key"')


def test_who_waited_is_answered_again(client: Client, settings: Settings) -> None:
    key, text = a_key(points_per_minute=25)
    while asked(client, LIST, **bearing(text)) == (200, None):
        pass
    ApiKey.objects.filter(pk=key.pk).update(points_per_minute=1_000, burst=1_000)
    _get_buckets.cache_clear()  # as when it has filled
    assert asked(client, LIST, **bearing(text)) == (200, None)


def test_a_spent_key_hurts_neither_another_key_nor_the_address(client: Client) -> None:
    headers, others = bearing(a_key()[1]), bearing(a_key(label="Another")[1])
    while asked(client, LIST, **headers) == (200, None):
        pass
    assert asked(client, LIST, **others) == (200, None)
    assert asked(client, LIST) == (200, None)


def test_wrong_keys_never_spend_a_budget_or_are_told_of_one(client: Client) -> None:
    text = a_key()[1]
    while asked(client, LIST, **bearing(text)) == (200, None):
        pass
    wrong = f"{text[:20]}{new_token().text[20:]}"
    for _ in range(5):
        assert asked(client, LIST, **bearing(new_token().text)) == (401, "KEY_REFUSED")
        assert asked(client, LIST, **bearing(wrong)) == (401, "KEY_REFUSED")


def test_one_wrong_key_is_looked_up_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    headers = bearing(new_token().text)
    assert asked(client, LIST, **headers) == (401, "KEY_REFUSED")
    with django_assert_num_queries(0):
        assert asked(client, LIST, **headers) == (401, "KEY_REFUSED")


def test_one_unknown_hash_is_looked_up_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    path = f"/graphql/op/{sha256(b'never registered').hexdigest()}"
    assert client.get(path).status_code == 404
    with django_assert_num_queries(0):
        assert client.get(path).status_code == 404
