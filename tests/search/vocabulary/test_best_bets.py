"""Best bets: first for their queries, in order, and only for readers who may see them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import Change
from search.base.requests import Facet, Sort
from search.base.results import SearchResult
from tests.publishing.documents import a_document, publish
from tests.search.searching import search_for, titles
from tests.search.vocabulary_entries import best_bet, synonyms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]

Drain = Callable[[], None]


@pytest.fixture
def pages(drain: Drain) -> dict[str, Change]:
    now = timezone.now()
    made = {
        title: publish(kind, title=title, summary="", updated_at=now - timedelta(days=days))
        for days, (title, kind) in enumerate(
            [("Threat level", Kind.GUIDANCE), ("Contact", Kind.STANDARD), ("Levels explained", Kind.TOPIC)]
        )
    }
    drain()
    return made


def pinned(result: SearchResult) -> list[str]:
    return [hit.item.edition.title for hit in result.hits if hit.is_best_bet and hit.item.edition]


def test_best_bets_come_first_in_order_even_without_matching_text(pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Levels explained"], pages["Contact"]])
    result = search_for("threat level")
    assert titles(result) == ["Levels explained", "Contact", "Threat level"]
    assert pinned(result) == ["Levels explained", "Contact"]
    assert result.total == 3


def test_best_bets_come_before_an_exact_title(pages: dict[str, Change]) -> None:
    best_bet("contact", pages=[pages["Levels explained"], pages["Contact"]])
    assert titles(search_for("contact")) == ["Levels explained", "Contact"]


@pytest.mark.parametrize("text", ["Threat levels", "the threat level", "what is the THREAT level?", "threat-level"])
def test_a_query_is_recognised_in_any_form(text: str, pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Contact"]])
    assert pinned(search_for(text)) == ["Contact"]


@pytest.mark.parametrize(
    "text", ["threat", "threat level stadium", "level threat", '"threat level"', "threat level -doors"]
)
def test_other_queries_are_not_recognised(text: str, pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Contact"]])
    assert pinned(search_for(text)) == []


def test_a_best_bet_for_longer_queries_comes_after_that_for_the_whole_query(pages: dict[str, Change]) -> None:
    best_bet("level", pages=[pages["Contact"]], within=True)
    best_bet("threat level", pages=[pages["Levels explained"]])
    assert pinned(search_for("threat level")) == ["Levels explained", "Contact"]
    assert pinned(search_for("which level is it today")) == ["Contact"]


def test_filters_apply_to_best_bets(pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Contact"], pages["Threat level"]])
    result = search_for("threat level", kinds=(Kind.GUIDANCE,), facets=(Facet.KIND,))
    assert titles(result) == pinned(result) == ["Threat level"]
    assert {value.value: value.count for value in result.facets[Facet.KIND]} == {
        "guidance": 1,
        "standard": 1,
        "topic": 1,
    }


def test_pages_withdrawn_or_restricted_later_disappear(drain: Drain) -> None:
    kept, gone, narrowed = (a_document(title=title) for title in ("Kept", "Gone", "Narrowed"))
    changes = [record_publication(document) for document in (gone, narrowed, kept)]
    best_bet("doors", pages=[change for change in changes if change])
    drain()
    assert titles(search_for("doors")) == ["Gone", "Narrowed", "Kept"]
    record_withdrawal(gone.content_id, gone.locale)
    record_publication(narrowed.model_copy(update={"audience": Audience.VALIDATED, "marking": Marking.AMBER}))
    result = search_for("doors", facets=(Facet.KIND,))
    assert (titles(result), result.total) == (["Kept"], 1)
    assert [value.count for value in result.facets[Facet.KIND]] == [1]


def test_best_bets_apply_during_their_period(pages: dict[str, Change]) -> None:
    now, day = timezone.now(), timedelta(days=1)
    best_bet("past", pages=[pages["Contact"]], starts_at=now - 2 * day, ends_at=now - day)
    best_bet("present", pages=[pages["Contact"]], starts_at=now - day, ends_at=now + day)
    best_bet("future", pages=[pages["Contact"]], starts_at=now + day)
    best_bet("never", pages=[pages["Contact"]], active=False)
    assert [text for text in ("past", "present", "future", "never") if search_for(text).hits] == ["present"]


def test_nothing_is_pinned_when_sorted_by_date(pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Levels explained"]])
    result = search_for("threat level", sort=Sort.NEWEST)
    assert (titles(result), pinned(result)) == (["Threat level", "Levels explained"], [])


def test_the_second_page_continues_after_the_best_bets(pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Contact"], pages["Levels explained"]])
    first = search_for("threat level", first=1)
    second = search_for("threat level", first=2, after=first.end_cursor)
    assert titles(first) + titles(second) == ["Contact", "Levels explained", "Threat level"]


def test_best_bets_apply_to_one_language(drain: Drain) -> None:
    welsh = a_document(title="Cysylltu", locale="cy", path="/cy/about/contact/")
    english = a_document(title="Contact", content_id=welsh.content_id, path="/about/contact/")
    change = record_publication(welsh)
    record_publication(english)
    drain()
    assert change is not None
    best_bet("999", pages=[change], locale="cy")
    assert titles(search_for("999", locale="cy")) == ["Cysylltu"]
    assert titles(search_for("999")) == []


def test_a_query_with_synonyms_also_has_its_best_bet(pages: dict[str, Change]) -> None:
    synonyms("threat level", "alert state")
    best_bet("threat level", pages=[pages["Contact"]])
    assert titles(search_for("threat level")) == ["Contact", "Threat level"]
    assert titles(search_for("alert state")) == ["Threat level"]
