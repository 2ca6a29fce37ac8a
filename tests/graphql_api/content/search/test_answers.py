"""Answers to searches by API: the same with strawberry's resolvers and by the compiled plan."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind
from publishing.log.record import record_publication
from tests.graphql_api.both_paths import data_on_both_paths
from tests.publishing.documents import publish
from tests.search.answers.content import advice, contact, threat_level

pytestmark = pytest.mark.django_db

QUERY = """query ($text: String!, $locale: String!) { search(query: $text, first: 3, locale: $locale) { answer {
  __typename
  ... on Content { title url locale edition { publishedAt } }
  ... on TravelAdvice { alertHeadline { wholeCountry parts } alertsSince }
  ... on ThreatLevel { level wording effectiveAt }
  ... on Project { code vision workStreams { title } }
  ... on StandardPage { body { ... on ContactBlock { telephone } } }
  ... on CountryNotCovered { country { code name slug } publisherUrl }
} } }"""


@pytest.fixture(autouse=True)
def _published(settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    level = threat_level(1, scope="national", level="SEVERE", wording="Likely.", effective_at="2020-01-01T00:00:00Z")
    for document in (advice("YE"), advice("FR"), advice("FR", "cy"), contact(), level):
        record_publication(document)
    publish(Kind.PROJECT, code="TT3")


def answer(text: str, locale: str = "en-gb", viewer: Viewer = ANONYMOUS) -> Any:
    """Return the answer to a question."""
    return data_on_both_paths(QUERY, viewer, text=text, locale=locale)["search"]["answer"]


def test_each_kind_of_answer_is_of_its_type() -> None:
    yemen = answer("is it safe to go to yemen")
    assert (yemen["__typename"], yemen["title"]) == ("TravelAdvice", "Yemen")
    assert yemen["alertHeadline"] == {"wholeCountry": "ALL_TRAVEL", "parts": None}
    assert answer("threat level")["wording"] == "Likely."
    assert answer("TT3")["vision"] == "All know."
    assert {"telephone": "020 7946 0100"} in answer("contact")["body"]
    assert answer("gates") is None


def test_a_country_that_is_not_covered_comes_with_where_its_advice_is() -> None:
    assert answer("is it safe to go to peru") == {
        "__typename": "CountryNotCovered",
        "country": {"code": "PE", "name": "Peru", "slug": "peru"},
        "publisherUrl": "https://www.gov.uk/foreign-travel-advice/peru",
    }
    assert answer("Jersey travel advice")["publisherUrl"] == "https://www.gov.uk/foreign-travel-advice"


def test_an_answer_is_in_the_language_of_the_search_or_else_in_english() -> None:
    assert answer("Ffrainc", "cy")["locale"] == "cy"
    assert answer("Yemen", "cy")["locale"] == "en-gb"
    assert answer("Periw", "cy")["country"]["name"] == "Periw"


def test_a_reader_of_other_kinds_is_not_informed_that_a_country_is_not_covered() -> None:
    assert answer("Peru", viewer=Viewer(kinds=frozenset({Kind.GUIDANCE}))) is None
