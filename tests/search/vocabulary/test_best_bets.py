"""Best bets: first for their queries, in their order, and shown to nobody who may not read them."""

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
from tests.search.asking import ask, titles
from tests.search.wording import best_bet, synonyms

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


def test_they_stand_first_in_their_order_though_the_text_would_not_find_them(pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Levels explained"], pages["Contact"]])
    result = ask("threat level")
    assert titles(result) == ["Levels explained", "Contact", "Threat level"]
    assert pinned(result) == ["Levels explained", "Contact"]
    assert result.total == 3


def test_their_order_holds_against_an_exact_title(pages: dict[str, Change]) -> None:
    best_bet("contact", pages=[pages["Levels explained"], pages["Contact"]])
    assert titles(ask("contact")) == ["Levels explained", "Contact"]


@pytest.mark.parametrize("text", ["Threat levels", "the threat level", "what is the THREAT level?", "threat-level"])
def test_a_query_is_known_in_any_form(text: str, pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Contact"]])
    assert pinned(ask(text)) == ["Contact"]


@pytest.mark.parametrize(
    "text", ["threat", "threat level today", "level threat", '"threat level"', "threat level -doors"]
)
def test_another_query_is_not(text: str, pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Contact"]])
    assert pinned(ask(text)) == []


def test_one_for_longer_queries_acts_within_them_after_that_of_the_whole(pages: dict[str, Change]) -> None:
    best_bet("level", pages=[pages["Contact"]], within=True)
    best_bet("threat level", pages=[pages["Levels explained"]])
    assert pinned(ask("threat level")) == ["Levels explained", "Contact"]
    assert pinned(ask("which level is it today")) == ["Contact"]


def test_filters_hold_for_them(pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Contact"], pages["Threat level"]])
    result = ask("threat level", kinds=(Kind.GUIDANCE,), facets=(Facet.KIND,))
    assert titles(result) == pinned(result) == ["Threat level"]
    assert {value.value: value.count for value in result.facets[Facet.KIND]} == {
        "guidance": 1,
        "standard": 1,
        "topic": 1,
    }


def test_what_is_withdrawn_or_narrowed_later_shows_no_more(drain: Drain) -> None:
    kept, gone, narrowed = (a_document(title=title) for title in ("Kept", "Gone", "Narrowed"))
    changes = [record_publication(document) for document in (gone, narrowed, kept)]
    best_bet("doors", pages=[change for change in changes if change])
    drain()
    assert titles(ask("doors")) == ["Gone", "Narrowed", "Kept"]
    record_withdrawal(gone.content_id, gone.locale)
    record_publication(narrowed.model_copy(update={"audience": Audience.VALIDATED, "marking": Marking.AMBER}))
    result = ask("doors", facets=(Facet.KIND,))
    assert (titles(result), result.total) == (["Kept"], 1)
    assert [value.count for value in result.facets[Facet.KIND]] == [1]


def test_they_act_from_their_day_until_their_day(pages: dict[str, Change]) -> None:
    now, day = timezone.now(), timedelta(days=1)
    best_bet("past", pages=[pages["Contact"]], starts_at=now - 2 * day, ends_at=now - day)
    best_bet("present", pages=[pages["Contact"]], starts_at=now - day, ends_at=now + day)
    best_bet("future", pages=[pages["Contact"]], starts_at=now + day)
    best_bet("never", pages=[pages["Contact"]], active=False)
    assert [text for text in ("past", "present", "future", "never") if ask(text).hits] == ["present"]


def test_newest_first_is_by_date_and_pins_nothing(pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Levels explained"]])
    result = ask("threat level", sort=Sort.NEWEST)
    assert (titles(result), pinned(result)) == (["Threat level", "Levels explained"], [])


def test_the_second_page_goes_on_after_them(pages: dict[str, Change]) -> None:
    best_bet("threat level", pages=[pages["Contact"], pages["Levels explained"]])
    first = ask("threat level", first=1)
    second = ask("threat level", first=2, after=first.end_cursor)
    assert titles(first) + titles(second) == ["Contact", "Levels explained", "Threat level"]


def test_they_belong_to_a_language(drain: Drain) -> None:
    welsh = a_document(title="Cysylltu", locale="cy", path="/cy/about/contact/")
    english = a_document(title="Contact", content_id=welsh.content_id, path="/about/contact/")
    change = record_publication(welsh)
    record_publication(english)
    drain()
    assert change is not None
    best_bet("999", pages=[change], locale="cy")
    assert titles(ask("999", locale="cy")) == ["Cysylltu"]
    assert titles(ask("999")) == []


def test_a_query_with_synonyms_has_its_best_bet_too(pages: dict[str, Change]) -> None:
    synonyms("threat level", "alert state")
    best_bet("threat level", pages=[pages["Contact"]])
    assert titles(ask("threat level")) == ["Contact", "Threat level"]
    assert titles(ask("alert state")) == ["Threat level"]
