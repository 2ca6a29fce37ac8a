"""The starter vocabulary is loaded once; then it belongs to the editors."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command

from search.models import BestBet, SynonymSet
from search.models.vocabulary import split_lines
from search.vocabulary.starter import starter_best_bets, starter_synonym_sets
from tests.publishing.documents import publish
from tests.search.searching import search_for, titles

pytestmark = pytest.mark.django_db


def load() -> str:
    said = StringIO()
    call_command("load_vocabulary", stdout=said)
    return said.getvalue()


def test_every_set_in_the_files_is_valid_and_has_a_note() -> None:
    sets = list(starter_synonym_sets())
    for entry in sets:
        entry.full_clean()
    assert len(sets) > 100
    assert all(entry.note for entry in (*sets, *starter_best_bets()))


def test_loaded_entries_apply(drain: Callable[[], None]) -> None:
    publish(title="Foreign, Commonwealth and Development Office")
    drain()
    assert titles(search_for("fcdo")) == []
    load()
    assert titles(search_for("fcdo")) == ["Foreign, Commonwealth and Development Office"]


def test_changes_and_deletions_by_editors_are_kept() -> None:
    load()
    changed, deleted = SynonymSet.objects.all()[:2]
    changed.terms += "\nanother"
    changed.save()
    deleted.delete()
    count = SynonymSet.objects.count()
    assert "synonym sets: 0" in load()
    assert SynonymSet.objects.count() == count
    assert SynonymSet.objects.get(pk=changed.pk).terms == changed.terms


def test_a_best_bet_waits_for_its_pages() -> None:
    assert "threat level: none of its pages is published" in load()
    assert not BestBet.objects.exists()
    publish(title="Threat levels", path="/topics/threat-levels/")
    assert "best bets: 1" in load()
    bet = BestBet.objects.get()
    assert "threat level" in split_lines(bet.queries)
    assert len(bet.items) == 1
