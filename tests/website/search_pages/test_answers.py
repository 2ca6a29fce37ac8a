"""The answer above the results: a region with a heading, in its language, cached like any result."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.log.record import record_publication
from tests.publishing.documents import publish
from tests.search.answers.content import advice, contact, threat_level
from tests.website.conftest import Index, SignIn
from tests.website.search_pages.browsing import search

pytestmark = pytest.mark.django_db

LEVEL: dict[str, Any] = {"scope": "national", "level": "SEVERE", "effective_at": "2020-01-01T00:00:00Z"}


@pytest.fixture(autouse=True)
def _indexed(index: Index) -> None:
    """A hub with something of everything that can answer."""
    for document in (
        advice("EG"),
        advice("YE"),
        advice("FR", "cy"),
        contact(),
        threat_level(1, wording="Likely.", **LEVEL),
    ):
        record_publication(document)
    publish(Kind.PROJECT, code="TT3", title="Customer education")
    index()


def region(page: BeautifulSoup) -> Tag:
    """Return the answer, which must be the first section of the results, named by its heading."""
    found = page.select_one("#search-results section")
    assert found is not None
    heading = found.find(id=str(found["aria-labelledby"]))
    assert isinstance(heading, Tag)
    assert heading.name == "h2"
    return found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("is it safe to go to yemen", ["Yemen", "Avoid all travel to the whole country", "Unchanged since"]),
        ("threat level", ["Threat level, United Kingdom", "Severe", "Likely.", "Since 1 January 2020"]),
        ("TT3", ["Project TT3", "Customer education", "All know.", "Open to join"]),
        ("999", ["Contact", "In an emergency call 999", "If people are in danger, call 999."]),
        ("contact us", ["Programme Coordination Office", "020 7946 0100"]),
        ("Peru", ["The hub has no travel advice for Peru", "This does not mean that it is safe to travel there."]),
    ],
)
def test_an_answer_is_a_region_with_a_heading(client: Client, text: str, said: list[str]) -> None:
    words = " ".join(region(search(client, q=text)).get_text(" ", strip=True).split())
    assert [one for one in said if one not in words] == []


def test_a_screen_reader_is_informed_of_an_answer_that_appears_while_someone_types(client: Client) -> None:
    fragment = search(client, q="is it safe to go to egypt", fragment="results")
    spoken = str(fragment.select_one("[data-count]")["data-count"])
    assert spoken.startswith("Egypt. Avoid all but essential travel to parts of the country. ")


def test_an_answer_in_another_language_is_marked_as_such(client: Client) -> None:
    english = region(search(client, "/cy/chwilio/", q="a yw'n ddiogel mynd i'r Aifft"))
    assert english.select_one("[lang=en-GB] , [lang=en]").text == "Egypt"
    welsh = region(search(client, "/cy/chwilio/", q="Ffrainc"))
    assert (welsh.select("[lang]"), welsh.h2.text) == ([], "Ffrainc")


def test_a_country_without_advice_leads_to_the_publisher_and_to_no_other_country(client: Client) -> None:
    page = search(client, q="Peru travel advice")
    assert region(page).a["href"] == "https://www.gov.uk/foreign-travel-advice/peru"
    assert page.select('#search-results a[href*="/travel-advice/egypt/"], #search-results a[href*="/yemen/"]') == []


@pytest.mark.parametrize("text", ["is it safe to go to egypt", "threat level", "market"])
def test_an_answer_changes_nothing_about_caching(client: Client, text: str) -> None:
    response = client.get("/search/", {"q": text})
    assert (response["Cache-Control"], list(response.cookies)) == ("public, max-age=0, must-revalidate", [])


def test_only_who_may_read_it_gets_an_answer(client: Client, sign_in: SignIn) -> None:
    hidden = advice("PE").model_copy(update={"audience": Audience.REGISTERED, "marking": Marking.GREEN})
    before = client.get("/search/", {"q": "Peru"}).content
    record_publication(hidden)
    assert client.get("/search/", {"q": "Peru"}).content == before
    assert "no travel advice" not in region(search(sign_in(registered=True), q="Peru")).text
