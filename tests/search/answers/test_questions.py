"""Over 200 questions have the answers that they must have, and no others."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from publishing.geography.countries import find_country
from publishing.kinds import Kind
from search.base.answers import Answer, AnswerKind
from search.base.results import SearchResult
from tests.search.answers.content import COVERED, content_id, publish_content
from tests.search.searching import search_for

pytestmark = pytest.mark.django_db

QUESTIONS: dict[str, dict[str, list[str]]] = tomllib.loads((Path(__file__).parent / "questions.toml").read_text())
LOCALES = {"en": "en-gb", "cy": "cy"}
SCOPES = ("national", "northern_ireland")
NONE = "none"


def cases() -> Iterator[tuple[str, str, str]]:
    """Yield each language and question with its answer."""
    for language, answers in QUESTIONS.items():
        for expected, questions in answers.items():
            yield from ((language, question, expected) for question in questions)


def name_answer(answer: Answer | None) -> str:
    """Return how the file names an answer."""
    if answer is None:
        return NONE
    if answer.item is None or answer.item.edition is None:
        return answer.country
    match answer.kind:
        case AnswerKind.THREAT_LEVEL:
            return str(answer.item.edition.content(Kind.THREAT_LEVEL).details.scope)  # type: ignore[attr-defined]
        case AnswerKind.CONTACT:
            types = {block.type for block in answer.body}
            return "contact" if "contact" in types else "report" if "rich_text" in types else "emergency"
    return answer.item.code


def test_there_are_as_many_questions_as_promised() -> None:
    questions = list(cases())
    assert len(questions) == len({(language, question) for language, question, _ in questions})
    assert len(questions) >= 200
    assert sum(expected == NONE for *_, expected in questions) >= 60
    assert sum(language == "cy" for language, *_ in questions) >= 30


def test_each_question_has_its_answer(engine: str, drain: Callable[[], None]) -> None:
    publish_content()
    drain()
    results = {
        (language, question): search_for(question, locale=LOCALES[language], first=10)
        for language, question, _ in cases()
    }
    wrong = [
        (question, expected, found)
        for language, question, expected in cases()
        if (found := name_answer(results[language, question].answer)) != expected
    ]
    assert wrong == []
    assert [question for _, question, expected in cases() if is_misleading(results[_, question], expected)] == []


def is_misleading(result: SearchResult, expected: str) -> bool:
    """Whether the first hit is not the advice that answers, or advice is among the hits for a country without any."""
    advice = [hit for hit in result.hits if hit.kind is Kind.TRAVEL_ADVICE]
    if expected in COVERED:
        return bool(result.hits) and result.hits[0].content_id != content_id(expected)
    return find_country(expected) is not None and bool(advice)
