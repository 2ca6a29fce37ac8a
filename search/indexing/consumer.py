"""An engine's index as a consumer of the publishing log."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from publishing.consumers.worker import BATCH
from publishing.models import Change, Cursor, LogHead
from search.engines.interface import DamagedIndexError, Index, LogPosition, RejectedDocument, Store
from search.indexing.freshness import change_fingerprint, is_of_this_log
from search.indexing.set_aside import record_attempts, record_rebuild
from search.indexing.writing import write_items
from search.semantic.vectors import delete_unused_vectors

logger = logging.getLogger(__name__)

UNUSED = "readers are not given the index that knows the whole log"


class SearchConsumer:
    """Keeps an engine's index in step with the log.

    The index knows its own position, committed together with its documents; the worker's cursor only wakes it.
    """

    def __init__(self, name: str, engine: str, store: Callable[[], Store]) -> None:
        self.name = name
        self.engine = engine
        self.store = store
        self.rebuild_lease = f"{name}-rebuild"
        """The cursor whose lease is held by who builds an index beside the one that serves."""

    def consume(self, changes: Sequence[Change]) -> None:
        """Index the current state of the changed items; what the index missed before, too."""
        store = self.store()
        index = store.write_target()
        if index is None or not is_of_this_log(index.position()):
            index = self._anew(store)
        for batch in _batches(index.position().sequence, changes):
            self.write(index, {change.item_id for change in batch}, position_at(batch[-1]))
        if changes[-1].sequence >= last_sequence() and _is_awaited(store, index):
            self._promote(store, index)

    def reset(self) -> None:
        """Start an empty index beside the live one, which serves until the new one has caught up with the log."""
        store = self.store()
        index = self._anew(store)
        if not last_sequence():
            self._promote(store, index)

    def sync_cursor(self) -> Index | None:
        """Have the log replayed from where the index is, when that is not where the worker's cursor is.

        So it is after an upgrade that changes the schema, a lost or damaged index, or a restored database. Returns the
        index.
        """
        try:
            for fault in self.repair_pointers():
                logger.warning("%s was put right: %s", self.name, fault)
            index = self.store().write_target()
            position = index.position() if index else LogPosition()
        except DamagedIndexError as error:
            logger.warning("%s is built anew: %s", self.name, error)
            index = None
        if index is None or not is_of_this_log(position):
            self.reset()
            index, position = None, LogPosition()
        ahead = Cursor.objects.filter(pk=self.name, sequence__gt=position.sequence)
        if ahead.exists():  # every round asks; only an update would take the database's write lock
            ahead.update(sequence=position.sequence)
        return index

    def repair_pointers(self) -> list[str]:
        """Let what says which index is asked and written to name one each; return what was wrong."""
        store = self.store()
        faults = store.repair_pointers(is_of_this_log)
        if index := _unused(store):
            self._promote(store, index)
            faults.append(UNUSED)
        return faults

    def pointer_faults(self) -> list[str]:
        """Return what `mend` would put right."""
        store = self.store()
        return store.pointer_faults() + ([UNUSED] if _unused(store) else [])

    def write(
        self,
        index: Index,
        item_ids: Collection[UUID],
        position: LogPosition | None = None,
        known: Mapping[UUID, int] | None = None,
    ) -> None:
        """Write what the items are now to the index; set aside what it does not take in."""
        record_attempts(self.name, item_ids, write_items(index, item_ids, position, known), timezone.now())

    def adopt(self, index: Index, refusals: Sequence[RejectedDocument]) -> None:
        """Go on with an index that was filled beside the others and promoted; `refusals` are what it does not have."""
        position = index.position()
        Cursor.objects.update_or_create(pk=self.name, defaults={"sequence": position.sequence, "error": ""})
        record_rebuild(self.name, refusals, position, timezone.now())

    def is_rebuilding(self) -> bool:
        """Whether an index is being built beside the one that serves."""
        return Cursor.is_leased(self.rebuild_lease)

    def delete_unused(self) -> None:
        """Delete indices that are not used, unless one of them is being built."""
        if not self.is_rebuilding():
            self.store().delete_unused()

    def _anew(self, store: Store) -> Index:
        index = store.create_index()
        store.set_write_target(index)
        delete_unused_vectors()
        self.delete_unused()
        return index

    def _promote(self, store: Store, index: Index) -> None:
        store.promote(index)
        self.delete_unused()


def _is_awaited(store: Store, index: Index) -> bool:
    """Whether an index is still to be asked: meanwhile a rebuild may have put another in its place."""
    live = store.live()
    if live is not None and live.name == index.name:
        return False
    target = store.write_target()
    return target is not None and target.name == index.name


def _unused(store: Store) -> Index | None:
    """Return the index that is written to if it knows the whole log and is not asked all the same."""
    index = store.write_target()
    if index is None or not _is_awaited(store, index):
        return None
    position = index.position()
    knows_all = position.sequence and position.sequence >= last_sequence() and is_of_this_log(position)
    return index if knows_all else None


def position_at(change: Change) -> LogPosition:
    """Return the position of an index that knows the log up to a change."""
    return LogPosition(change.sequence, change_fingerprint(change.item_id, change.at))


def last_sequence() -> int:
    """Return the number of the log's last change."""
    return LogHead.objects.values_list("last", flat=True).filter(pk=1).first() or 0


def _batches(known: int, changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Yield what comes after `known`, up to the last of `changes`, in the log's order."""
    if known < changes[0].sequence - 1:
        missed = Change.objects.filter(sequence__gt=known, sequence__lt=changes[0].sequence)
        for _, batch in groupby(missed.iterator(), key=lambda change: change.sequence // BATCH):
            yield list(batch)
    if fresh := [change for change in changes if change.sequence > known]:
        yield fresh
