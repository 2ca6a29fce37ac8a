"""Validation of synonyms and best bets."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.log.record import record_withdrawal
from search.models import BestBet, SynonymSet
from tests.publishing.documents import publish
from tests.search.vocabulary_entries import best_bet, synonyms

pytestmark = pytest.mark.django_db


def find_errors(entry: SynonymSet | BestBet) -> str:
    with pytest.raises(ValidationError) as refusal:
        entry.full_clean()
    return " ".join(refusal.value.messages)


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        (["lockdown"], "Add a second term"),
        ([], "cannot be blank"),
        (["lockdown", "the"], "“the” cannot be searched for"),
        (["lockdown", "!?"], "“!?” cannot be searched for"),
        (["lockdown", "lockdowns"], "“lockdowns” means the same as “lockdown” in search"),
        (["who", "World Health Organization"], "“who” is in too many queries"),
        (
            ["lockdown", "one two three four five six seven eight nine"],
            "is too long: at most 100 characters and 8 words",
        ),
        (["lockdown", "x" * 101], "is too long"),
        ([f"word{number}" for number in range(13)], "There can be at most 12 terms; there are 13."),
    ],
)
def test_a_set_that_could_never_apply_is_rejected(terms: list[str], message: str) -> None:
    assert message in find_errors(SynonymSet(terms="\n".join(terms)))


def test_meanings_follow_the_same_rules() -> None:
    assert "“of the” cannot be searched for" in find_errors(SynonymSet(terms="lorry", meanings="of the"))
    SynonymSet(terms="lorry", meanings="vehicle").full_clean()


def test_all_errors_are_reported_at_once() -> None:
    errors = find_errors(SynonymSet(terms="the\nwho\nlorry\nlorries"))
    assert errors.count("“") > 3


def test_extra_white_space_and_empty_lines_are_ignored() -> None:
    assert synonyms("  lock   down ", "", "invacuation ").terms == "lock down\ninvacuation"


def test_an_acronym_in_capitals_may_be_a_question_word() -> None:
    synonyms("WHO", "World Health Organization")


def a_bet(*items: Any, **fields: Any) -> BestBet:
    return BestBet(**{"queries": "doors", "items": [str(item) for item in items], **fields})


def test_a_best_bet_needs_public_pages() -> None:
    public = publish(title="Doors").item.content_id
    hidden = publish(title="Hidden", audience=Audience.VALIDATED, marking=Marking.AMBER).item.content_id
    welsh = publish(title="Drysau", locale="cy").item.content_id
    home = publish(Kind.HOME, title="Home", path="/").item.content_id
    pathless = publish(Kind.THREAT_LEVEL, title="Level", path=None).item.content_id
    gone = publish(title="Gone").item
    record_withdrawal(gone.content_id, gone.locale)
    a_bet(public).full_clean()
    for item in (hidden, welsh, home, pathless, gone.content_id, uuid4()):
        assert "Each page must be public, have its own address, and be in English." in find_errors(a_bet(item))


def test_a_best_bet_has_one_to_five_pages_and_none_twice() -> None:
    pages = [publish(title=f"Doors {number}").item.content_id for number in range(6)]
    assert "Choose between 1 and 5 pages." in find_errors(a_bet())
    assert "Choose between 1 and 5 pages." in find_errors(a_bet(*pages))
    assert "The same page has been chosen twice." in find_errors(a_bet(pages[0], pages[0]))


def test_a_query_has_one_best_bet() -> None:
    page = publish(title="Doors")
    first = best_bet("the doors", "windows", pages=[page])
    first.full_clean()
    assert "“Door” already has a best bet: “the doors” and 1 more." in find_errors(
        a_bet(page.item.content_id, queries="Door")
    )
    a_bet(publish(title="Drysau", locale="cy").item.content_id, queries="doors", locale="cy").full_clean()


def test_a_best_bet_ends_after_it_starts() -> None:
    page, now = publish(title="Doors").item.content_id, timezone.now()
    errors = find_errors(a_bet(page, starts_at=now, ends_at=now - timedelta(hours=1)))
    assert "It must end after it starts." in errors


@pytest.mark.parametrize("queries", ["the", "", "x" * 101, "\n".join(f"query{number}" for number in range(51))])
def test_a_query_that_could_never_apply_is_rejected(queries: str) -> None:
    assert find_errors(a_bet(publish(title="Doors").item.content_id, queries=queries))
