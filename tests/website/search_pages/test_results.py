"""What the search page says about its results: recommendations, sort orders, and their quality."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from publishing.kinds import Kind
from publishing.log.record import record_publication
from search.models import BestBet
from tests.publishing.documents import a_document
from tests.website.conftest import Index, World
from tests.website.factories import publish
from tests.website.search_pages.browsing import follow, search, titles

pytestmark = pytest.mark.django_db


def recommend(query: str, content_id: object, locale: str = "en-gb") -> None:
    """Save a best bet."""
    BestBet.objects.create(queries=query, items=[str(content_id)], locale=locale)


def recommended(found: BeautifulSoup, label: str = "Recommended") -> list[str]:
    """The titles of the hits that are labelled as recommended."""
    hits = found.select("ol.hub-list > li")
    return [hit.h3.text.strip() for hit in hits if hit.find(string=label)]


def links(found: BeautifulSoup) -> dict[str, str]:
    """The URLs of the page's links, by their text."""
    return {link.text.strip(): str(link["href"]) for link in found.main.select("a")}


def test_recommended_content_comes_first_and_is_labelled(indexed: World, client: Client) -> None:
    recommend("market", indexed["z_card"].content_id)
    found = search(client, q="market")
    assert titles(found)[0] == "Pocket card for stewards"
    assert recommended(found) == ["Pocket card for stewards"]
    assert recommended(search(client, q="barriers")) == []


def test_the_label_is_in_welsh_on_a_welsh_page(indexed: World, client: Client) -> None:
    recommend("marchnad", indexed["welsh"].content_id, "cy")
    found = search(client, "/cy/chwilio/", q="marchnad")
    assert recommended(found, "Argymhellir") == ["Diogelu marchnad stryd"]


def test_nothing_is_recommended_when_sorted_by_date(indexed: World, client: Client) -> None:
    recommend("market", indexed["z_card"].content_id)
    assert recommended(search(client, q="market", sort="newest")) == []


def test_sort_order_and_filters_keep_each_other(client: Client, index: Index) -> None:
    now = timezone.now()
    for days, (kind, title) in enumerate(
        [(Kind.BRIEFING, "Exits"), (Kind.GUIDANCE, "Lantern"), (Kind.GUIDANCE, "Lantern exits"), (Kind.Z_CARD, "Exits")]
    ):
        publish(kind, title=title, summary="", updated_at=now - timedelta(days=days))
    index()
    best = search(client, q="lantern exits", kind=["guidance", "briefing"])
    assert titles(best)[0] == "Lantern exits"
    newest = follow(client, links(best)["Newest"])
    assert titles(newest) == ["Exits", "Lantern", "Lantern exits"]
    assert {box["value"] for box in newest.select('input[name="kind"][checked]')} == {"guidance", "briefing"}
    assert newest.select_one('input[type="hidden"][name="sort"][form="search-form"]')["value"] == "newest"
    assert titles(follow(client, links(newest)["Best match"])) == titles(best)
    assert "sort=newest" in links(newest)["Clear the filters"]
    assert len(titles(follow(client, links(newest)["Clear the filters"]))) == 4


def test_sort_orders_are_offered_only_if_there_are_several(indexed: World, client: Client) -> None:
    assert "Newest" not in links(search(client))
    assert "Newest" not in links(search(client, q="xylophone"))


def test_titles_and_snippets_are_escaped_except_the_highlights(client: Client, index: Index) -> None:
    publish(title='Lantern <img src=x onerror="a()"> & exits', summary="Lantern <script>a()</script> at night.")
    index()
    page = client.get("/search/?q=lantern").content.decode()
    assert "<mark>Lantern</mark> &lt;img src=x" in page
    assert "<script>a()" not in page
    assert "<img src=x" not in page


def test_without_an_index_the_page_says_what_was_searched(world: World, client: Client) -> None:
    found = search(client, q="market")
    assert "Search is running with reduced quality: for now it covers titles and summaries only." in found.main.text
    assert titles(found)
    welsh = search(client, "/cy/chwilio/", q="marchnad")
    assert "gweithio ar safon is" in welsh.main.text


@pytest.mark.parametrize(("seconds", "announced"), [(30, False), (600, True)])
def test_an_index_that_is_a_minute_late_is_announced(
    seconds: int, announced: bool, indexed: World, client: Client
) -> None:
    record_publication(a_document(title="Market of late"), at=timezone.now() - timedelta(seconds=seconds))
    found = search(client, q="market")
    assert ("The newest pages may be missing" in found.main.text) is announced
    assert titles(found)


def test_a_complete_index_is_not_mentioned(indexed: World, client: Client) -> None:
    found = search(client, q="market")
    assert "reduced quality" not in found.main.text
    assert "may be missing" not in found.main.text
