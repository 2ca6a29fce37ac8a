"""What a query shows now, beside what it would show with an unsaved synonym set or best bet."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

from search.base.requests import SearchRequest
from search.base.results import Hit
from search.models import BestBet, SynonymSet
from search.retrieval.search import run
from search.vocabulary.compiled import Vocabulary, compiled, instead

DEPTH = 10


@dataclass(frozen=True)
class Row:
    """One place of the two lists: who stands there now, who would, and where each comes from or goes."""

    place: int
    now: Hit | None
    then: Hit | None
    leaves: bool
    """Who stands there now would not be among the first ten."""
    change: str
    """What happened to who would stand there; empty when nothing did."""


@dataclass(frozen=True)
class Comparison:
    """A query, answered twice."""

    text: str
    rows: tuple[Row, ...]
    total_now: int
    total_then: int
    degraded: bool
    """The index could not answer, and the database knows no vocabulary."""


def compared(entry: SynonymSet | BestBet, text: str) -> Comparison:
    """Ask as anybody would, without and with the entry as it is in memory. Raises SearchError."""
    request = SearchRequest(text=text, locale=entry.locale, first=DEPTH)
    now = run(request)
    with instead(_vocabulary_with(entry)):
        then = run(request)
    return Comparison(text, tuple(_rows(now.hits, then.hits)), now.total, then.total, now.degraded or then.degraded)


def _vocabulary_with(entry: SynonymSet | BestBet) -> Vocabulary:
    """The current vocabulary with this entry, and without its saved state."""
    sets: list[SynonymSet] = list(SynonymSet.objects.all())
    bets: list[BestBet] = list(BestBet.objects.all())
    if isinstance(entry, SynonymSet):
        sets = [*(row for row in sets if row.pk != entry.pk), entry]
    else:
        bets = [*(row for row in bets if row.pk != entry.pk), entry]
    return compiled(sets, bets)


def _rows(now: tuple[Hit, ...], then: tuple[Hit, ...]) -> Iterator[Row]:
    places = {hit.item_id: place for place, hit in enumerate(now, start=1)}
    stay = {hit.item_id for hit in then}
    for place, (old, new) in enumerate(zip_longest(now, then), start=1):
        yield Row(place, old, new, bool(old and old.item_id not in stay), _change(place, new, places) if new else "")


def _change(place: int, hit: Hit, places: dict[UUID, int]) -> str:
    before = places.get(hit.item_id)
    if before is None:
        return "new"
    if before == place:
        return ""
    return f"up from {before}" if place < before else f"down from {before}"
