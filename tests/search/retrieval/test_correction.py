"""Misspelt searches: a clear correction shows its results, any other is offered."""

from collections.abc import Callable

import pytest

from publishing.kinds import Kind
from tests.publishing.documents import publish
from tests.search.searching import corrected, search_for, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine"), pytest.mark.one_database]

Drain = Callable[[], None]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("suspicous", "suspicious"),
        ("Suspicous bags", "suspicious bags"),
        ("supsicious -vans", "suspicious -vans"),
        ('"suspicous bags"', '"suspicious bags"'),
        ("railwya suspicous", "railway suspicious"),
    ],
)
def test_a_typo_is_corrected(drain: Drain, typed: str, meant: str) -> None:
    publish(title="Suspicious bags at the railway")
    publish(title="Auspicious days")
    drain()
    assert corrected(typed) == meant


def test_a_correction_must_find_more(drain: Drain) -> None:
    publish(title="Suspicious bags")
    publish(Kind.BRIEFING, title="Cats")
    drain()
    for text in ("suspicious bag", "suspiciously", "xyzzyxyzzy", "cat"):
        assert corrected(text) == "", text
    assert corrected("suspicous", kinds=(Kind.BRIEFING,)) == ""
    assert corrected("cast") == "cats"


def test_a_clear_correction_shows_its_results_unless_the_search_is_verbatim(drain: Drain) -> None:
    publish(title="Suspicious bags")
    drain()
    result = search_for("suspicous")
    assert (titles(result), result.shown_for, result.correction) == (["Suspicious bags"], "suspicious", "")
    result = search_for("suspicous", verbatim=True)
    assert (titles(result), result.shown_for, result.correction) == ([], "", "suspicious")
