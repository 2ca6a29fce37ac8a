"""Scores each month's list of clicked queries, again every day, and finds out when the ranking has become worse."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from publishing.access.viewers import ANONYMOUS
from search.base.requests import SearchRequest
from search.models import MonthlyRelevance
from search.relevance.clicked_list import ClickedQuery, first_day, list_clicked_queries, month_before
from search.relevance.ndcg import ndcg
from search.retrieval.search import run_search

logger = logging.getLogger(__name__)

DEPTH = 10
MIN_QUERIES = 20
"""A shorter list says too little: one query more or less would be a fall."""
FALL = 0.02
"""A fall of this much is reported."""
KEPT_DAYS = 3 * 366


class DegradedSearchError(Exception):
    """No preferred engine answers: what another one finds is not what the ranking is judged by."""


@dataclass(frozen=True)
class ScoredQuery:
    """A query of the list, what it finds, and how early the pages come that readers opened."""

    query: ClickedQuery
    paths: tuple[str, ...]
    ndcg: float


@dataclass(frozen=True)
class RelevanceFall:
    """The ranking is worse than it was for the month before, or for the same list when it was made."""

    month: date
    before: float
    latest: float

    @property
    def size(self) -> float:
        """By how much nDCG@10 fell."""
        return self.before - self.latest


def score_queries(queries: Sequence[ClickedQuery]) -> list[ScoredQuery]:
    """Run the queries as a reader who is not signed in. Raises DegradedSearchError."""
    return [_score(query) for query in queries]


def _score(query: ClickedQuery) -> ScoredQuery:
    result = run_search(SearchRequest(query.text, viewer=ANONYMOUS, locale=query.locale, first=DEPTH))
    if result.degraded:
        raise DegradedSearchError
    paths = tuple(hit.path for hit in result.hits)
    return ScoredQuery(query, paths, ndcg(paths, query.grades, DEPTH))


def mean_ndcg(scored: Sequence[ScoredQuery]) -> float:
    """Return the mean over the queries, 0 if there are none."""
    return sum(one.ndcg for one in scored) / len(scored) if scored else 0.0


def measure_last_month(today: date) -> None:
    """Score the list of the last whole month, and report a fall in the log; a task of the worker, once a day."""
    _forget_old(today)
    month = month_before(first_day(today))
    queries = list_clicked_queries(month) if settings.SEARCH_ANALYTICS_DAYS else []
    if len(queries) < MIN_QUERIES:
        return
    try:
        score = mean_ndcg(score_queries(queries))
    except DegradedSearchError:
        return  # tomorrow is early enough
    MonthlyRelevance.objects.update_or_create(
        month=month,
        defaults={"latest": score, "checked_on": today},
        create_defaults={"ndcg": score, "latest": score, "checked_on": today, "queries": len(queries)},
    )
    if fall := find_fall():
        logger.warning("Search relevance: %s", describe_fall(fall))


def find_fall() -> RelevanceFall | None:
    """Return by how much the ranking is worse, if it is by FALL or more."""
    recent = list(MonthlyRelevance.objects.order_by("-month")[:2])
    if not recent:
        return None
    last = recent[0]
    earlier = [one.latest for one in recent[1:] if one.month == month_before(last.month)]
    before = max([last.ndcg, *earlier])
    return RelevanceFall(last.month, before, last.latest) if round(before - last.latest, 4) >= FALL else None


def describe_fall(fall: RelevanceFall) -> str:
    """Return what operators and editors read: it quotes no search."""
    return (
        f"{fall.latest:.3f} for {fall.month:%B %Y}, {fall.size:.3f} less than before: what readers open comes later in "
        "the results"
    )


def _forget_old(today: date) -> None:
    kept = settings.SEARCH_ANALYTICS_DAYS and KEPT_DAYS
    MonthlyRelevance.objects.filter(month__lt=today - timedelta(days=kept)).delete()
