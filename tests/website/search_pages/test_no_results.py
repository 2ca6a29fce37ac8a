"""Help for searches without results, which costs other searches nothing."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from tests.website.conftest import Index, World
from tests.website.factories import publish
from tests.website.search_pages.browsing import follow, search, titles

pytestmark = pytest.mark.django_db

# Two for the layout, what answers, how far the index is behind the log, hits, labels of facets.
FOUND, NOTHING = 6, 4
HELP = 2  # how far the index is behind the log, what was updated last


def offered(found: BeautifulSoup, text: str) -> str:
    """The URL of the first link whose text starts like this."""
    return next(str(link["href"]) for link in found.main.select("a") if link.text.startswith(text))


@pytest.fixture
def contact(index: Index) -> None:
    """A page in each language that says how to contact the programme."""
    contact = publish(Kind.STANDARD, path="/about/contact/", title="Contact")
    welsh = {"title": "Cysylltu â ni", "locale": "cy", "content_id": contact.content_id}
    publish(Kind.STANDARD, path="/cy/ynglyn/cysylltu/", **welsh)


def test_a_broader_search_is_offered_with_its_number_of_results(indexed: World, client: Client) -> None:
    found = search(client, q='"market street"')
    assert "No results were found." in found.main.text
    broader = follow(client, offered(found, "Search for “market street”"))
    assert f"({len(titles(broader))} result" in found.main.text


def test_filters_without_results_can_be_removed(indexed: World, client: Client) -> None:
    found = search(client, q="street market", kind="z_card", sort="newest")
    address = offered(found, "Search again without the filters")
    assert ("kind=" in address, "sort=newest" in address) == (False, True)
    assert "Protect a street market" in titles(follow(client, address))


def test_terms_and_filters_are_removed_if_neither_alone_is_enough(indexed: World, client: Client) -> None:
    found = search(client, q='"zeppelin" barriers', kind="travel_advice")
    broader = follow(client, offered(found, "Search for “barriers” without the filters"))
    assert "Barriers that move" in titles(broader)


def test_filters_stay_if_fewer_terms_are_enough(indexed: World, client: Client) -> None:
    found = search(client, q='"zeppelin" barriers', kind="project")
    address = offered(found, "Search for “barriers”")
    assert "kind=project" in address
    assert titles(follow(client, address)) == ["Barriers that move"]


def test_a_clear_correction_shows_its_results_and_links_to_those_for_the_text_as_typed(
    indexed: World, client: Client
) -> None:
    found = search(client, q="barrirs")
    assert "Barriers that move" in titles(found)
    assert [heading.text for heading in found.select(".hub-results__count")] == ["2 results for “barriers”"]
    assert titles(follow(client, offered(found, "Search instead for “barrirs”"))) == []


@pytest.mark.usefixtures("contact")
def test_popular_pages_sections_and_a_contact_are_offered(indexed: World, client: Client) -> None:
    publish(Kind.GUIDANCE, title="Canary", audience=Audience.VALIDATED, marking=Marking.AMBER)
    found = search(client, q="zeppelin")
    helping = {link.text for link in found.main.select("section[aria-labelledby=popular] h3 a")}
    assert helping == {"Protect a street market", "Winter markets"}
    assert found.main.select_one('a[href="/guidance/"]')
    assert found.main.select_one('a[href="/about/contact/"]').text == "Contact"


@pytest.mark.usefixtures("contact")
def test_the_help_is_in_welsh_on_a_welsh_page(indexed: World, client: Client) -> None:
    found = search(client, "/cy/chwilio/", q='"zeppelin" marchnad', kind="briefing")
    assert titles(follow(client, offered(found, "Chwilio am “marchnad” heb yr hidlwyr"))) == ["Diogelu marchnad stryd"]
    assert "Tudalennau a allai helpu" in found.main.text
    assert found.main.select_one('a[href="/cy/ynglyn/cysylltu/"]').text == "Cysylltu â ni"


def test_without_an_index_there_is_still_help(world: World, client: Client) -> None:
    found = search(client, q="zeppelin")
    assert "reduced quality" in found.main.text
    assert "Protect a street market" in found.main.text


def test_help_costs_queries_only_without_results(
    indexed: World, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(FOUND):
        assert titles(search(client, q="market"))
    with django_assert_num_queries(NOTHING + HELP):
        assert "Pages that may help" in search(client, q="zeppelin").main.text


def test_an_empty_further_page_gets_no_help(
    client: Client, index: Index, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(21):
        publish(title=f"Lantern {number}")
    index()
    address = str(search(client, q="lantern").select_one('a[rel="next"]')["href"])
    with django_assert_num_queries(NOTHING - 1):  # no threat level in the layout
        found = follow(client, address.replace("q=lantern", "q=zeppelin"))
    assert "Pages that may help" not in found.main.text
