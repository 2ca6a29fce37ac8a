"""How a process learns about edits of synonyms and best bets: its own immediately, those of others within seconds."""

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from search.models import SynonymSet
from search.queries.parser import parse_query
from search.vocabulary import compiled
from search.vocabulary.compiled import REFRESH_SECONDS, VocabularyCache
from tests.search.vocabulary_entries import synonyms

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that is moved by the test."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of a process that has just started."""
    clock = Clock()
    monkeypatch.setattr(compiled, "vocabulary_cache", VocabularyCache(clock))
    return clock


def understands(text: str) -> bool:
    return bool(parse_query(text, "en-gb").known_terms)


def edited_elsewhere(*terms: str) -> None:
    """Write as another process would: the cache is not invalidated."""
    SynonymSet.objects.bulk_create([SynonymSet(terms="\n".join(terms))])


def test_an_edit_by_this_process_applies_immediately(clock: Clock) -> None:
    assert not understands("lockdown")
    made = synonyms("lockdown", "invacuation")
    assert understands("lockdown")
    made.terms = "lock-in\ninvacuation"
    made.save()
    assert not understands("lockdown")
    made.delete()
    assert not understands("invacuation")


def test_an_edit_by_another_process_applies_within_seconds(clock: Clock) -> None:
    assert not understands("lockdown")
    edited_elsewhere("lockdown", "invacuation")
    assert not understands("lockdown")
    clock.now += REFRESH_SECONDS
    assert understands("lockdown")
    SynonymSet.objects.all()._raw_delete("default")
    assert understands("lockdown")
    clock.now += REFRESH_SECONDS
    assert not understands("lockdown")
    assert REFRESH_SECONDS < 60


def test_a_check_costs_one_query_and_only_when_due(
    clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edited_elsewhere("lockdown", "invacuation")
    with django_assert_num_queries(3):  # the look, the sets, the best bets
        assert understands("lockdown")
    with django_assert_num_queries(0):
        assert understands("lockdown")
    clock.now += REFRESH_SECONDS
    with django_assert_num_queries(1):
        assert understands("lockdown")
        assert understands("invacuation")


def test_a_rolled_back_edit_is_forgotten(clock: Clock) -> None:
    with transaction.atomic():
        synonyms("lockdown", "invacuation")
        assert understands("lockdown")
        transaction.set_rollback(True)
    clock.now += REFRESH_SECONDS
    assert not understands("lockdown")
