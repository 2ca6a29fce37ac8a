"""Synonyms: another name finds the same, a longer name is one thing, and nothing is found that was not meant."""

from collections.abc import Callable

import pytest

from search.models import SynonymSet
from tests.publishing.documents import publish
from tests.search.asking import ask, titles

pytestmark = pytest.mark.django_db

Drain = Callable[[], None]


def synonyms(*terms: str, **fields: object) -> SynonymSet:
    """Save a set as an editor would."""
    made = SynonymSet(terms="\n".join(terms), **fields)
    made.full_clean()
    made.save()
    return made


@pytest.fixture
def advisers(drain: Drain) -> None:
    publish(title="Ask your CTSA")
    publish(title="Counter-terrorism security advisers near you")
    publish(title="A security adviser")
    publish(title="Adviser on how to counter fraud", summary="Security, and terrorism.")
    drain()


@pytest.mark.usefixtures("advisers")
@pytest.mark.parametrize("text", ["CTSA", "ctsas", "counter terrorism security adviser"])
def test_an_acronym_and_its_long_form_find_each_other(text: str) -> None:
    synonyms("CTSA", "counter terrorism security adviser")
    assert set(titles(ask(text))) >= {"Ask your CTSA", "Counter-terrorism security advisers near you"}
    assert "A security adviser" not in titles(ask(text))
