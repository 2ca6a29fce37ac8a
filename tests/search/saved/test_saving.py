"""Saving a search: equal searches share a row, and invalid ones are rejected."""

from typing import Any
from uuid import UUID

import pytest

from publishing.access.audiences import Audience
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind
from search.base.analysis import normalise
from search.base.requests import Filters, SearchError, Sort
from search.models import SavedSearch, SavedSearchAnchor
from tests.search.queries.test_hostile import LONG, NASTY
from tests.search.searching import saved

pytestmark = pytest.mark.django_db

ONE, TWO = UUID(int=1), UUID(int=2)
EVERY_FILTER = Filters(
    kinds=(Kind.BRIEFING, Kind.GUIDANCE),
    work_streams=(ONE,),
    topics=(TWO, ONE),
    sectors=(TWO,),
    countries=("fr", "DE"),
    years=(2026, 2025),
    audiences=(Audience.PUBLIC,),
)


def test_equal_searches_share_a_row() -> None:
    first = saved("  bag\n search ", kinds=(Kind.BRIEFING, Kind.GUIDANCE), countries=("fr",))
    again = saved(
        "bag search",
        kinds=(Kind.GUIDANCE, Kind.BRIEFING),
        countries=("FR", "fr"),
        viewer=Viewer(Audience.VALIDATED),
        sort=Sort.NEWEST,
        first=100,
    )
    assert first == again
    assert SavedSearch.objects.count() == 1
    assert SavedSearchAnchor.objects.count() == len(set(first.anchors.values_list("value", flat=True)))


def test_other_terms_capitals_languages_and_filters_are_other_searches() -> None:
    others = [saved("ACT"), saved("act"), saved("act", locale="cy"), saved("act", years=(2026,))]
    assert len({search.pk for search in others}) == 4


def test_the_saved_request_can_be_restored() -> None:
    request = saved("bags", locale="cy", filters=EVERY_FILTER).request(ANONYMOUS)
    kept = {facet: set(values) for facet, values in request.filters.chosen().items()}
    assert kept == {facet: set(values) for facet, values in EVERY_FILTER.chosen().items()}
    assert (request.text, request.locale) == ("bags", "cy")


def test_its_name_shows_text_and_filters() -> None:
    search = saved("bags", kinds=(Kind.BRIEFING,), countries=("fr", "de"))
    assert str(search) == "bags · country: DE, FR; kind: briefing"


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_search_that_matches_everything_is_rejected(text: str) -> None:
    with pytest.raises(SearchError, match="matches everything") as refusal:
        saved(text)
    assert refusal.value.code == "matches_everything"
    assert saved(text, kinds=(Kind.BRIEFING,))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"text": "a" * 20_000}, "text_too_long"),
        ({"years": tuple(range(1000))}, "too_many_filters"),
        ({"text": "bags", "locale": "xx"}, "unknown_value"),
        ({"countries": ("France",)}, "unknown_value"),
        ({"countries": ("FR\x00",)}, "unknown_value"),
    ],
)
def test_invalid_searches_are_rejected(given: dict[str, Any], code: str) -> None:
    with pytest.raises(SearchError) as refusal:
        saved(**given)
    assert refusal.value.code == code
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("text", [*NASTY, *LONG.values()])
def test_any_text_is_saved_or_rejected_with_a_message(text: str) -> None:
    try:
        outcome = saved(text).text
    except SearchError as refusal:
        outcome = refusal.code
    kept = " ".join(normalise(text).split())
    assert outcome in (kept, "matches_everything", "means_nothing", "text_too_long")
