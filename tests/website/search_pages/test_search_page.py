"""The search page, without JavaScript."""

import pytest
from django.test import Client

from publishing.kinds import Kind
from tests.website.conftest import Index, SignIn, World
from tests.website.factories import publish
from tests.website.search_pages.browsing import follow, search, titles

pytestmark = pytest.mark.django_db


def test_the_best_hit_comes_first_with_a_highlighted_snippet(indexed: World, client: Client) -> None:
    found = search(client, q="street market")
    assert titles(found)[0] == "Protect a street market"
    assert [mark.text for mark in found.select(".hub-list__title mark")][:2] == ["street", "market"]


def test_hidden_content_is_not_found_suggested_or_counted(indexed: World, client: Client, sign_in: SignIn) -> None:
    assert titles(search(client, q="named people canary")) == []
    assert client.get("/search/suggest?q=for+named").json() == {"suggestions": []}
    assert titles(search(sign_in(registered=True), q="named people canary")) == []


def test_a_fragment_contains_only_the_results(indexed: World, client: Client) -> None:
    whole = search(client, q="market")
    fragment = search(client, q="market", fragment="results")
    assert fragment.html is None
    assert titles(fragment) == titles(whole)


def test_suggestions_begin_with_the_typed_text(indexed: World, client: Client) -> None:
    assert client.get("/search/suggest?q=prot").json() == {"suggestions": ["Protect a street market"]}
    assert client.get("/cy/chwilio/suggest?q=diog").json() == {"suggestions": ["Diogelu marchnad stryd"]}


def test_search_pages_are_not_indexed_by_search_engines(indexed: World, client: Client) -> None:
    assert search(client, q="market").select_one('meta[name="robots"]')["content"] == "noindex"


def test_results_are_paginated(client: Client, index: Index) -> None:
    for number in range(25):
        publish(Kind.GUIDANCE, title=f"Lantern {number}", path=f"/guidance/lantern-{number}/")
    index()
    first = search(client, q="lantern")
    assert len(titles(first)) == 20
    second = follow(client, first.select_one('a[rel="next"]')["href"])
    assert len(set(titles(first)) | set(titles(second))) == 25


@pytest.mark.parametrize(
    "query",
    ["kind=rumour", "topic=x", "work_stream=1", "year=soon", "country=Utopia", "after=zzz", "sort=odd", "audience=9"],
)
def test_invalid_parameters_are_refused_with_an_explanation(query: str, indexed: World, client: Client) -> None:
    response = client.get(f"/search/?q=market&{query}")
    assert response.status_code == 400
    assert "We could not process this request" in response.content.decode()


def test_a_text_that_is_too_long_is_refused_with_an_explanation(indexed: World, client: Client) -> None:
    assert client.get("/search/", {"q": "a" * 11_000}).status_code == 400
    refused = client.get("/search/suggest", {"q": "a" * 11_000})
    assert (refused.status_code, refused["Cache-Control"]) == (400, "private, no-store")
