"""Who finds nothing is helped on; who finds something costs nothing for it."""

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

# The frame, how the index stands to the log, hits, labels of facets.
FOUND, NOTHING = 4, 2
HELP = 2  # how the index stands to the log, what was updated last


def offered(found: BeautifulSoup, words: str) -> str:
    """The address of a link that begins with some words."""
    return next(str(link["href"]) for link in found.main.select("a") if link.text.startswith(words))


@pytest.fixture
def contact(index: Index) -> None:
    """A page in each language that says how to reach the programme."""
    publish(Kind.STANDARD, path="/about/contact/", title="Contact")
    publish(Kind.STANDARD, path="/cy/ynglyn/cysylltu/", title="Cysylltu â ni", locale="cy")


def test_less_is_offered_with_the_number_that_it_finds(indexed: World, client: Client) -> None:
    found = search(client, q='"market street"')
    assert "No results were found." in found.main.text
    broader = follow(client, offered(found, "Search for “market street”"))
    assert f"({len(titles(broader))} result" in found.main.text


def test_filters_that_leave_nothing_can_be_taken_off(indexed: World, client: Client) -> None:
    found = search(client, q="street market", kind="z_card", sort="newest")
    address = offered(found, "Search again without the filters")
    assert ("kind=" in address, "sort=newest" in address) == (False, True)
    assert "Protect a street market" in titles(follow(client, address))


def test_both_are_taken_off_where_neither_alone_will_do(indexed: World, client: Client) -> None:
    found = search(client, q="zeppelin xylophone barriers", kind="travel_advice")
    broader = follow(client, offered(found, "Search for “barriers” without the filters"))
    assert "Barriers that move" in titles(broader)


def test_filters_that_the_words_do_without_stay(indexed: World, client: Client) -> None:
    found = search(client, q="zeppelin xylophone barriers", kind="project")
    address = offered(found, "Search for “barriers”")
    assert "kind=project" in address
    assert titles(follow(client, address)) == ["Barriers that move"]


def test_a_misspelt_word_is_offered_as_it_was_meant(indexed: World, client: Client) -> None:
    found = search(client, q="barrirs")
    assert found.main.select_one('a[href="/search/?q=barriers"]')


@pytest.mark.usefixtures("contact")
def test_pages_that_many_read_sections_and_a_contact_are_offered(indexed: World, client: Client) -> None:
    publish(Kind.GUIDANCE, title="Canary", audience=Audience.VALIDATED, marking=Marking.AMBER)
    found = search(client, q="zeppelin")
    helping = {link.text for link in found.main.select("section[aria-labelledby=popular] a")}
    assert helping == {"Protect a street market", "Winter markets"}
    assert found.main.select_one('a[href="/guidance/"]')
    assert found.main.select_one('a[href="/about/contact/"]').text == "Contact"


@pytest.mark.usefixtures("contact")
def test_a_welsh_reader_is_helped_in_welsh(indexed: World, client: Client) -> None:
    found = search(client, "/cy/chwilio/", q="zeppelin marchnad xylophone", kind="briefing")
    assert titles(follow(client, offered(found, "Chwilio am “marchnad” heb yr hidlwyr"))) == ["Diogelu marchnad stryd"]
    assert "Tudalennau a allai helpu" in found.main.text
    assert found.main.select_one('a[href="/cy/ynglyn/cysylltu/"]').text == "Cysylltu â ni"


def test_without_an_index_there_is_still_a_way_on(world: World, client: Client) -> None:
    found = search(client, q="zeppelin")
    assert "reduced quality" in found.main.text
    assert "Protect a street market" in found.main.text


def test_help_costs_only_those_who_found_nothing(
    indexed: World, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(FOUND):
        assert titles(search(client, q="market"))
    with django_assert_num_queries(NOTHING + HELP):
        assert "Pages that may help" in search(client, q="zeppelin").main.text


def test_a_page_after_the_last_gets_no_help(
    client: Client, index: Index, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(21):
        publish(title=f"Lantern {number}")
    index()
    address = str(search(client, q="lantern").select_one('a[rel="next"]')["href"])
    with django_assert_num_queries(NOTHING):
        found = follow(client, address.replace("q=lantern", "q=zeppelin"))
    assert "Pages that may help" not in found.main.text
