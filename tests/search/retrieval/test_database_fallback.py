"""What readers get while no index answers: titles and summaries from the database, and the same answers."""

import pytest

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind
from search.base.answers import AnswerKind
from search.retrieval.suggestions import suggest
from tests.publishing.documents import publish
from tests.search.searching import search_for, titles

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _published() -> None:
    """Items, and no index."""
    publish(title="Lanterns at the gates", summary="Plain text")
    publish(title="Gates", summary="About barriers")
    publish(title="Secret gates", audience=Audience.VALIDATED, marking=Marking.AMBER)
    publish(Kind.TRAVEL_ADVICE, title="France", summary="What to know")


def found(text: str) -> list[str]:
    result = search_for(text)
    assert (result.engine, result.degraded) == ("DATABASE", True)
    return titles(result)


def test_question_words_are_not_searched_and_more_terms_come_first() -> None:
    assert found("what should I do about gates") == ["Gates", "Lanterns at the gates"]
    assert found("lanterns gates") == ["Lanterns at the gates"]
    assert found("how do lanterns gates barriers quaggas fit") == ["Gates", "Lanterns at the gates"]


def test_exclusions_are_left_out() -> None:
    assert found("gates -lanterns") == ["Gates"]


@pytest.mark.parametrize("text", ["the", "!!!", "\N{DOOR}", "x" * 100])
def test_nothing_meant_finds_nothing_and_says_so(text: str) -> None:
    assert found(text) == []
    assert search_for(text).means_nothing or text.startswith("x")


def test_questions_are_answered_and_the_page_that_answers_comes_first() -> None:
    result = search_for("is it safe to go to France")
    assert result.answer is not None
    assert (result.answer.kind, titles(result)[:1]) == (AnswerKind.COUNTRY, ["France"])


def test_no_other_country_s_advice_is_offered() -> None:
    result = search_for("is it safe to go to Japan and France")
    assert titles(result)[:1] == ["France"]
    result = search_for("should I go to Japan to know")
    assert result.answer is not None
    assert (result.answer.kind, titles(result)) == (AnswerKind.COUNTRY_NOT_COVERED, [])


def test_a_pasted_address_finds_its_page() -> None:
    item = publish(title="Quagga").item
    assert found(f"https://hub.example{item.path}")[:1] == ["Quagga"]


def test_pages_follow_each_other() -> None:
    first = search_for("gates", first=1)
    second = search_for("gates", first=1, after=first.end_cursor)
    assert (titles(first), titles(second)) == (["Gates"], ["Lanterns at the gates"])
    assert (first.total, first.has_next, second.has_next) == (2, True, False)


def test_suggestions_are_titles() -> None:
    assert [one.text for one in suggest("lant", ANONYMOUS)] == ["Lanterns at the gates"]
