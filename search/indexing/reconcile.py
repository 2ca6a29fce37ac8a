"""Compares an index with the log: item by item, both in order of item id, in constant memory."""

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

BATCH = 1_000


class Problem(StrEnum):
    """A way in which the index differs from the log."""

    MISSING = "missing"
    SUPERFLUOUS = "superfluous"
    WRONG_VERSION = "of the wrong version"
    STALE_CONTENT = "with stale content"


@dataclass(frozen=True)
class Drift:
    """One difference."""

    item_id: UUID
    problem: Problem
    indexed: int | None = None
    """The version that the index has."""


@dataclass(frozen=True)
class ComparedBatch:
    """A batch of items: the differences, and the documents that agree."""

    drifts: list[Drift]
    agreed: list[IndexedVersion]


class _Expected(NamedTuple):
    version: int
    expires_at: datetime | None


Batch = dict[UUID, _Expected]


def compare(index: Index, may_be_missing: Collection[UUID] = (), *, deep: bool = False) -> Iterator[ComparedBatch]:
    """Compare an index with the log in batches. Items in `may_be_missing` may be missing.

    Changes made in the meantime are ignored: only items whose last change the index should have are compared. An item
    past its expiry may or may not be in the index: the log will soon record that it has expired.
    With `deep`, documents are rebuilt and their content is compared as well.
    """
    position = index.position().sequence
    for expected, indexed in _batches(index.indexed_versions()):
        drifts = list(_find_drifts(expected, indexed, may_be_missing))
        current = latest_versions([drift.item_id for drift in drifts]) if drifts else {}
        drifts = [drift for drift in drifts if current.get(drift.item_id, 0) <= position]
        differing = {drift.item_id for drift in drifts}
        agreed = [
            version for item_id, version in indexed.items() if item_id not in differing and version.version <= position
        ]
        yield ComparedBatch([*drifts, *(find_stale_content(agreed) if deep else ())], agreed)


def find_stale_content(agreed: Iterable[IndexedVersion]) -> Iterator[Drift]:
    """Yield the documents that would be built differently now, although nothing was published since."""
    versions = latest_versions([indexed.item_id for indexed in agreed])
    documents = {document.item_id: document for document in build_or_reject(versions)[0]}
    for indexed in agreed:
        document = documents.get(indexed.item_id)
        if versions[indexed.item_id] == indexed.version and (document is None or document.digest != indexed.digest):
            yield Drift(indexed.item_id, Problem.STALE_CONTENT, indexed.version)


def set_aside_items(consumer: str) -> set[UUID]:
    """Return the items whose documents are set aside, and therefore missing in an index."""
    return set(SetAside.objects.of(consumer).values_list("item", flat=True))


def _find_drifts(
    expected: Batch, indexed: dict[UUID, IndexedVersion], may_be_missing: Collection[UUID]
) -> Iterator[Drift]:
    now = timezone.now()
    for item_id, item in expected.items():
        found = indexed.get(item_id)
        if found is None:
            if item_id not in may_be_missing and not (item.expires_at and item.expires_at <= now):
                yield Drift(item_id, Problem.MISSING)
        elif found.version != item.version:
            yield Drift(item_id, Problem.WRONG_VERSION, found.version)
    for item_id in indexed.keys() - expected.keys():
        yield Drift(item_id, Problem.SUPERFLUOUS, indexed[item_id].version)


def _batches(found: Iterator[IndexedVersion]) -> Iterator[tuple[Batch, dict[UUID, IndexedVersion]]]:
    """Yield the log's items and the index's documents of the same range of ids."""
    pending = next(found, None)
    for expiries in indexable_batches(BATCH):
        versions = latest_versions(expiries)
        expected = {item_id: _Expected(versions[item_id], expires_at) for item_id, expires_at in expiries.items()}
        last, indexed = max(expected), {}
        while pending is not None and pending.item_id <= last:
            indexed[pending.item_id] = pending
            pending = next(found, None)
        yield expected, indexed
    while pending is not None:
        rest = [pending, *islice(found, BATCH)]
        yield {}, {version.item_id: version for version in rest}
        pending = next(found, None)
