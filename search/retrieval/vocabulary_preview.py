"""Compares a query's results now with those after saving a synonym set or best bet."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

from search.base.requests import SearchRequest
from search.base.results import Hit
from search.models import BestBet, SynonymSet
from search.retrieval.search import run_search
from search.vocabulary.compiled import Vocabulary, compile_vocabulary, override_vocabulary

DEPTH = 10


@dataclass(frozen=True)
class Row:
    """One rank in both lists: the hit now, the hit after saving, and how they move."""

    rank: int
    now: Hit | None
    then: Hit | None
    drops_out: bool
    """Whether the hit now at this rank would no longer be among the first ten."""
    change: str
    """How the hit after saving has moved; empty if it has not."""


@dataclass(frozen=True)
class Comparison:
    """Both results of a query."""

    text: str
    rows: tuple[Row, ...]
    total_now: int
    total_then: int
    degraded: bool
    """Whether the index could not answer: the database fallback does not use the vocabulary."""


def compare_results(entry: SynonymSet | BestBet, text: str) -> Comparison:
    """Search as an anonymous reader, without and with the unsaved entry. Raises SearchError."""
    request = SearchRequest(text=text, locale=entry.locale, first=DEPTH)
    now = run_search(request)
    with override_vocabulary(_build_vocabulary(entry)):
        then = run_search(request)
    return Comparison(text, tuple(_rows(now.hits, then.hits)), now.total, then.total, now.degraded or then.degraded)


def _build_vocabulary(entry: SynonymSet | BestBet) -> Vocabulary:
    """Compile the current vocabulary with the entry in place of its saved version."""
    sets: list[SynonymSet] = list(SynonymSet.objects.all())
    bets: list[BestBet] = list(BestBet.objects.all())
    if isinstance(entry, SynonymSet):
        sets = [*(row for row in sets if row.pk != entry.pk), entry]
    else:
        bets = [*(row for row in bets if row.pk != entry.pk), entry]
    return compile_vocabulary(sets, bets)


def _rows(now: tuple[Hit, ...], then: tuple[Hit, ...]) -> Iterator[Row]:
    ranks = {hit.item_id: rank for rank, hit in enumerate(now, start=1)}
    remaining = {hit.item_id for hit in then}
    for rank, (old, new) in enumerate(zip_longest(now, then), start=1):
        change = _describe_change(rank, new, ranks) if new else ""
        yield Row(rank, old, new, bool(old and old.item_id not in remaining), change)


def _describe_change(rank: int, hit: Hit, ranks: dict[UUID, int]) -> str:
    before = ranks.get(hit.item_id)
    if before is None:
        return "new"
    if before == rank:
        return ""
    return f"up from {before}" if rank < before else f"down from {before}"
