"""Scores the results of the judged queries."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.test import override_settings

from bench.judged.judgements import GRADES, Judgement
from publishing.access.viewers import ANONYMOUS
from publishing.models import ContentItem
from search.base.requests import SearchRequest
from search.relevance.ndcg import ndcg
from search.retrieval.search import run_search

DEPTH = 10
BEST = GRADES["best"]
FLOORS = Path(__file__).parent / "floors.toml"
NDCG, PRECISION, MRR, RECALL, EMPTINESS = "ndcg", "precision", "mrr", "recall", "emptiness"
AGREEMENT, OVERLAP = "agreement", "overlap"
MEASURES = (NDCG, PRECISION, MRR, RECALL, EMPTINESS)

Figures = dict[str, float]
"""By measure; a class of queries that must find nothing has no ranking to measure."""


@dataclass(frozen=True)
class Score:
    """The paths found for one query, and their figures."""

    judgement: Judgement
    paths: tuple[str, ...]
    figures: Figures


def scores(queries: Iterable[Judgement]) -> list[Score]:
    """Run every query as an anonymous reader in its locale."""
    return [_score(judgement) for judgement in queries]


def unknown_paths(queries: Iterable[Judgement]) -> set[str]:
    """Return the graded paths that no anonymous reader can open: the list and the content have diverged."""
    graded = {path for judgement in queries for path in judgement.grades}
    known = ContentItem.objects.visible_to(ANONYMOUS).filter(path__in=graded).values_list("path", flat=True)
    return graded - {path for path in known if path}


def means(some: Sequence[Score]) -> Figures:
    """Return the mean of each measure over the queries that have it."""
    found = {measure: [s.figures[measure] for s in some if measure in s.figures] for measure in MEASURES}
    return {measure: sum(values) / len(values) for measure, values in found.items() if values}


def floors() -> dict[str, Figures]:
    """Return the floors of each class, and of `all` together."""
    return tomllib.loads(FLOORS.read_text("utf-8"))


def shortfalls(figures: dict[str, Figures]) -> list[str]:
    """Return a line for each figure below its floor; a figure that is missing is below."""
    return [
        f"{group}: {measure} {figures.get(group, {}).get(measure, 0.0):.3f} is below {floor:.3f}"
        for group, wanted in floors().items()
        for measure, floor in wanted.items()
        if group != AGREEMENT and figures.get(group, {}).get(measure, 0.0) < floor
    ]


def score_engine(engine: str, queries: Iterable[Judgement]) -> list[Score]:
    """Run every query on one engine."""
    urls = settings.ELASTICSEARCH_URLS if engine == "elasticsearch" else ()
    with override_settings(ELASTICSEARCH_URLS=urls):
        return scores(queries)


def agreement(first: Sequence[Score], second: Sequence[Score]) -> tuple[float, str]:
    """Return the overlap of two engines, and a message if it is below the floor."""
    share, floor = overlap(first, second), floors()[AGREEMENT][OVERLAP]
    return share, f"the overlap of the engines' first ten is {share:.3f}, below {floor:.3f}" if share < floor else ""


def overlap(first: Sequence[Score], second: Sequence[Score]) -> float:
    """Return the mean overlap of the first ten hits of two engines, over the queries with hits."""
    pairs = [(set(one.paths), set(other.paths)) for one, other in zip(first, second, strict=True)]
    shares = [len(one & other) / max(len(one), len(other)) for one, other in pairs if one or other]
    return sum(shares) / len(shares)


def by_group(some: Sequence[Score]) -> dict[str, Figures]:
    """Return the means of each class, and of `all`."""
    groups = dict.fromkeys(score.judgement.group for score in some)
    split = {group: means([score for score in some if score.judgement.group == group]) for group in groups}
    return {**split, "all": means(some)}


def _score(judgement: Judgement) -> Score:
    paths = _found(judgement)
    emptiness = float((not paths) == (not judgement.grades))
    if not judgement.grades:
        return Score(judgement, paths, {EMPTINESS: emptiness})
    return Score(
        judgement,
        paths,
        {
            NDCG: ndcg(paths, judgement.grades, DEPTH),
            PRECISION: float(paths[:1] in {(path,) for path, grade in judgement.grades.items() if grade == BEST}),
            MRR: _reciprocal_rank(paths, judgement.grades),
            RECALL: len(set(paths) & set(judgement.grades)) / len(judgement.grades),
            EMPTINESS: emptiness,
        },
    )


def _found(judgement: Judgement) -> tuple[str, ...]:
    result = run_search(SearchRequest(judgement.ask, locale=judgement.locale, first=DEPTH))
    assert not result.degraded, f"{result.engine} should have answered"
    if judgement.corrected and result.correction:
        result = run_search(SearchRequest(result.correction, locale=judgement.locale, first=DEPTH))
    return tuple(hit.path for hit in result.hits)


def _reciprocal_rank(paths: Sequence[str], grades: dict[str, int]) -> float:
    """Return the reciprocal rank of the first best document: a fair one does not end the reader's search."""
    best = (rank for rank, path in enumerate(paths, start=1) if grades.get(path) == BEST)
    return 1 / next(best, float("inf"))
