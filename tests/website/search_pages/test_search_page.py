"""The search page, without JavaScript."""

import pytest
from django.test import Client

from publishing.kinds import Kind
from tests.website.conftest import Index, SignIn, World
from tests.website.factories import publish
from tests.website.search_pages.browsing import follow, search, titles

pytestmark = pytest.mark.django_db


def test_the_right_hit_comes_first_and_says_why(indexed: World, client: Client) -> None:
    found = search(client, q="street market")
    assert titles(found)[0] == "Protect a street market"
    assert [mark.text for mark in found.select(".hub-list__title mark")][:2] == ["street", "market"]


def test_what_is_hidden_is_not_found_suggested_or_counted(indexed: World, client: Client, sign_in: SignIn) -> None:
    assert titles(search(client, q="named people canary")) == []
    assert client.get("/search/suggest?q=for+named").json() == {"suggestions": []}
    assert titles(search(sign_in(registered=True), q="named people canary")) == []


def test_a_fragment_is_the_results_alone(indexed: World, client: Client) -> None:
    whole = search(client, q="market")
    fragment = search(client, q="market", fragment="results")
    assert fragment.html is None
    assert titles(fragment) == titles(whole)


def test_suggestions_begin_like_what_was_typed(indexed: World, client: Client) -> None:
    assert client.get("/search/suggest?q=prot").json() == {"suggestions": ["Protect a street market"]}
    assert client.get("/cy/chwilio/suggest?q=diog").json() == {"suggestions": ["Diogelu marchnad stryd"]}


def test_no_search_is_indexed_by_others(indexed: World, client: Client) -> None:
    assert search(client, q="market").select_one('meta[name="robots"]')["content"] == "noindex"


def test_results_are_read_page_by_page(client: Client, index: Index) -> None:
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
def test_what_nobody_could_answer_gets_a_clear_answer(query: str, indexed: World, client: Client) -> None:
    response = client.get(f"/search/?q=market&{query}")
    assert response.status_code == 400
    assert "We could not process this request" in response.content.decode()


def test_a_text_beyond_all_measure_gets_a_clear_answer(indexed: World, client: Client) -> None:
    assert client.get("/search/", {"q": "a" * 11_000}).status_code == 400
    refused = client.get("/search/suggest", {"q": "a" * 11_000})
    assert (refused.status_code, refused["Cache-Control"]) == (400, "private, no-store")
