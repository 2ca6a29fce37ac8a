"""Comparing an index with the log: item by item, both sides in the order of the items' ids, in constant memory."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from search.documents.search_document import indexable_batches, latest_versions
from search.engines.interface import Index, IndexedVersion
from search.indexing.writing import build_or_reject
from search.models import SetAside

PAGE = 1_000


class Problem(StrEnum):
    """A way in which the two differ."""

    MISSING = "missing"
    SUPERFLUOUS = "superfluous"
    OUTDATED = "of the wrong version"
    DIFFERENT = "made of something else"


@dataclass(frozen=True)
class Drift:
    """One difference."""

    item_id: UUID
    problem: Problem
    known: int | None = None
    """The version that the index has."""


@dataclass(frozen=True)
class ComparedBatch:
    """A part of both: what differs in it, and what is the same."""

    drifts: list[Drift]
    agreed: list[IndexedVersion]


class _Expected(NamedTuple):
    version: int
    expires_at: datetime | None


Page = dict[UUID, _Expected]


def compare(index: Index, excused: Collection[UUID] = (), *, deep: bool = False) -> Iterator[ComparedBatch]:
    """Yield how an index and the log compare, a page of items at a time. Missing ones among the `excused` do not count.

    What changes meanwhile does not count either: only items are compared whose last change the index says to know.
    That an item is past its expiry makes no difference, the log will say so soon.
    With `deep`, documents are made anew and compared as well.
    """
    position = index.position().sequence
    for expected, known in _pages(index.indexed_versions()):
        drifts = list(_drifts(expected, known, excused))
        settled = latest_versions([drift.item_id for drift in drifts]) if drifts else {}
        drifts = [drift for drift in drifts if settled.get(drift.item_id, 0) <= position]
        differing = {drift.item_id for drift in drifts}
        agreed = [one for item_id, one in known.items() if item_id not in differing and one.version <= position]
        yield ComparedBatch([*drifts, *(find_stale_content(agreed) if deep else ())], agreed)


def find_stale_content(agreed: Iterable[IndexedVersion]) -> Iterator[Drift]:
    """Yield those whose documents would now be made otherwise, though nothing was published since."""
    versions = latest_versions([known.item_id for known in agreed])
    documents = {document.item_id: document for document in build_or_reject(versions)[0]}
    for known in agreed:
        document = documents.get(known.item_id)
        if versions[known.item_id] == known.version and (document is None or document.digest != known.digest):
            yield Drift(known.item_id, Problem.DIFFERENT, known.version)


def set_aside_items(consumer: str) -> set[UUID]:
    """Return the items that are known to be missing in an index."""
    return set(SetAside.objects.of(consumer).values_list("item", flat=True))


def _drifts(expected: Page, known: dict[UUID, IndexedVersion], excused: Collection[UUID]) -> Iterator[Drift]:
    now = timezone.now()
    for item_id, item in expected.items():
        found = known.get(item_id)
        if found is None:
            if item_id not in excused and not (item.expires_at and item.expires_at <= now):
                yield Drift(item_id, Problem.MISSING)
        elif found.version != item.version:
            yield Drift(item_id, Problem.OUTDATED, found.version)
    for item_id in known.keys() - expected.keys():
        yield Drift(item_id, Problem.SUPERFLUOUS, known[item_id].version)


def _pages(found: Iterator[IndexedVersion]) -> Iterator[tuple[Page, dict[UUID, IndexedVersion]]]:
    """Yield the log's items and the index's documents of the same stretch of ids."""
    waiting = next(found, None)
    for expected in _expected():
        last, known = max(expected), {}
        while waiting is not None and waiting.item_id <= last:
            known[waiting.item_id] = waiting
            waiting = next(found, None)
        yield expected, known
    while waiting is not None:
        rest = [waiting, *islice(found, PAGE)]
        yield {}, {known.item_id: known for known in rest}
        waiting = next(found, None)


def _expected() -> Iterator[Page]:
    for expiries in indexable_batches(PAGE):
        versions = latest_versions(expiries)
        yield {item_id: _Expected(versions[item_id], expires_at) for item_id, expires_at in expiries.items()}
