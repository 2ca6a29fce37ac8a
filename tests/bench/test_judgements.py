"""The judged queries hold together."""

from collections import Counter

from bench.judged.judgements import FOLDER, HOLDOUT, TUNING, judgements
from bench.judged.scores import AGREEMENT, floors

EMPTY = {"nothing", "unmeant"}
CLASSES = {
    *("acronyms", "codes", "countries", "intent", "joins", "misspellings", "places", "prefixes"),
    *("questions", "spoken", "synonyms", "titles", "welsh"),
    *EMPTY,
}


def test_every_class_of_queries_is_there_and_has_a_floor() -> None:
    assert {file.stem for file in FOLDER.glob("*.toml")} == CLASSES
    assert set(floors()) == {*CLASSES, "all", AGREEMENT}
    assert len(judgements()) >= 150


def test_each_query_is_judged_once_with_a_reason() -> None:
    queries = Counter((judgement.locale, judgement.ask) for judgement in judgements())
    assert [query for query, count in queries.items() if count > 1] == []
    assert [judgement.ask for judgement in judgements() if not judgement.why] == []


def test_only_what_must_find_nothing_has_no_grades() -> None:
    assert {judgement.group for judgement in judgements() if not judgement.grades} == EMPTY
    assert [judgement.ask for judgement in judgements() if judgement.group in EMPTY and judgement.grades] == []


def test_a_query_always_stays_in_its_part() -> None:
    parts = {judgement.ask: judgement.part for judgement in judgements()}
    assert [parts[ask] for ask in ("TT3", "Turkey", "bollards")] == [TUNING] * 3
    assert [parts[ask] for ask in ("SCPB", "Mombasa", "tender questions")] == [HOLDOUT] * 3
    assert 0.2 < Counter(parts.values())[HOLDOUT] / len(parts) < 0.45
