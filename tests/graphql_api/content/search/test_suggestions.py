"""Suggestions while a reader is typing, and what readers search for most."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from publishing.access.audiences import Audience, Marking
from publishing.consumers.worker import Worker
from publishing.kinds import Kind
from publishing.log.record import record_withdrawal
from search.models.analytics import MIN_LISTED
from tests.graphql_api.api_client import ask, post, refused
from tests.graphql_api.factories import a_client_of, an_item
from tests.search.analytics.counting import searched

pytestmark = pytest.mark.django_db

SUGGESTIONS = """query ($prefix: String!, $first: Int! = 5, $locale: String! = "en-gb") {
  suggestions(prefix: $prefix, first: $first, locale: $locale) { titleHtml content { title url } } }"""
POPULAR = "query ($first: Int! = 5) { popularSearches(first: $first) { text } }"


@pytest.fixture(autouse=True)
def _indexed(settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    settings.SEARCH_ANALYTICS_DAYS = 90
    cache.clear()
    an_item(title="Lock the gates")
    an_item(Kind.BRIEFING, title="Gates at Christmas")
    an_item(title="Gates of the members", audience=Audience.REGISTERED, marking=Marking.GREEN)
    an_item(title="Gates of the few", audience=Audience.NAMED, marking=Marking.RED)
    Worker("graphql").run_round()


def suggested(client: Client, prefix: str, **variables: object) -> set[str]:
    """Return the titles suggested for a prefix."""
    return {one["content"]["title"] for one in ask(client, SUGGESTIONS, prefix=prefix, **variables)["suggestions"]}


def popular(client: Client, first: int = 5) -> list[str]:
    """Return the texts of popular searches."""
    return [one["text"] for one in ask(client, POPULAR, first=first)["popularSearches"]]


def often(text: str, times: int = MIN_LISTED) -> None:
    """Record that a text was searched for."""
    searched(text, times, day=timezone.localdate())


def test_content_is_suggested_by_the_beginning_of_a_term(client: Client) -> None:
    assert suggested(client, "gat") == {"Lock the gates", "Gates at Christmas"}
    assert len(suggested(client, "gat", first=1)) == 1
    assert suggested(client, "") == suggested(client, "quagga") == set()
    first = ask(client, SUGGESTIONS, prefix="christ")["suggestions"][0]
    assert first["titleHtml"] == "Gates at <mark>Christmas</mark>"
    assert suggested(client, "gat") == {"Lock the gates", "Gates at Christmas"}  # by a plan


def test_suggestions_are_limited_to_what_the_viewer_may_see() -> None:
    assert suggested(a_client_of(registered=True), "gates of") == {"Gates of the members"}


def test_a_withdrawn_item_is_not_suggested_even_before_the_index_knows(client: Client) -> None:
    straw = an_item(title="Gates of straw")
    Worker("graphql").run_round()
    record_withdrawal(straw.content_id, straw.locale)
    assert "Gates of straw" not in suggested(client, "gates")


def test_popular_searches_are_those_of_many_readers_in_order(client: Client) -> None:
    often("christmas")
    often("gates", 20)
    often("lock", MIN_LISTED - 1)
    assert popular(client) == ["gates", "christmas"]
    assert popular(client, first=1) == ["gates"]
    assert popular(client) == ["gates", "christmas"]  # by a plan


def test_popular_searches_contain_only_terms_of_titles_that_the_viewer_may_see(client: Client) -> None:
    for text in ("members", "few", "down with gates", "quagga"):
        often(text, 50)
    often("gates")
    assert popular(client) == ["gates"]
    assert popular(a_client_of(registered=True)) == ["members", "gates"]


def test_searches_that_found_nothing_are_not_popular(client: Client) -> None:
    searched("gates", 9, without_results=9, day=timezone.localdate())
    assert popular(client) == []


@pytest.mark.parametrize("first", [0, -1, 21])
def test_the_number_is_limited(client: Client, first: int) -> None:
    assert refused(client, SUGGESTIONS, prefix="gates", first=first) == "BAD_INPUT"
    assert refused(client, POPULAR, first=first) == "BAD_INPUT"


def test_invalid_text_is_refused(client: Client) -> None:
    assert refused(client, SUGGESTIONS, prefix="x" * 20_000) == "BAD_INPUT"
    assert refused(client, SUGGESTIONS, prefix="gates", locale="xx") == "BAD_INPUT"


def test_both_have_a_price_and_are_cached_for_a_while(client: Client) -> None:
    assert post(client, SUGGESTIONS, prefix="gates")["GraphQL-Cost"].startswith("requested=220,")
    assert post(client, POPULAR)["GraphQL-Cost"].startswith("requested=1005,")
    response = client.get("/graphql", {"query": '{ suggestions(prefix: "gates", first: 2) { titleHtml } }'})
    assert response["Cache-Control"].startswith("public")
