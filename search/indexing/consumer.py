"""The consumer of the publishing log that keeps an engine's index up to date."""

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

UNUSED = "the index that is up to date with the log is not live"


class SearchConsumer:
    """Keeps an engine's index up to date with the log.

    The index stores its own position, committed together with its documents; the worker's cursor only triggers it.
    """

    def __init__(self, name: str, engine: str, store: Callable[[], Store]) -> None:
        self.name = name
        self.engine = engine
        self.store = store
        self.rebuild_lease = f"{name}-rebuild"
        """The cursor whose lease is held while an index is rebuilt beside the live one."""

    def consume(self, changes: Sequence[Change]) -> None:
        """Index the current state of the changed items, and of those that the index has missed before."""
        store = self.store()
        index = store.write_target()
        if index is None or not is_of_this_log(index.position()):
            index = self._start_index(store)
        for batch in _batches_after(index.position().sequence, changes):
            self.write(index, {change.item_id for change in batch}, position_at(batch[-1]))
        if changes[-1].sequence >= last_sequence() and _awaits_promotion(store, index):
            self._promote(store, index)

    def reset(self) -> None:
        """Start an empty index beside the live one, which is searched until the new one has caught up with the log."""
        store = self.store()
        index = self._start_index(store)
        if not last_sequence():
            self._promote(store, index)

    def sync_cursor(self) -> Index | None:
        """Move the worker's cursor back to the index's position if the index is behind it, so that the log is replayed.

        The index is behind after an upgrade that changes the schema, if it was lost or damaged, or if the database was
        restored. Returns the index.
        """
        try:
            for fault in self.repair_pointers():
                logger.warning("%s was repaired: %s", self.name, fault)
            index = self.store().write_target()
            position = index.position() if index else LogPosition()
        except DamagedIndexError as error:
            logger.warning("%s is being rebuilt: %s", self.name, error)
            index = None
        if index is None or not is_of_this_log(position):
            self.reset()
            index, position = None, LogPosition()
        ahead = Cursor.objects.filter(pk=self.name, sequence__gt=position.sequence)
        if ahead.exists():  # checked in every round, and an update would take the database's write lock each time
            ahead.update(sequence=position.sequence)
        return index

    def repair_pointers(self) -> list[str]:
        """Repair the pointers to the live index and to the one that is written to; return what was wrong."""
        store = self.store()
        faults = store.repair_pointers(is_of_this_log)
        if index := _find_unused(store):
            self._promote(store, index)
            faults.append(UNUSED)
        return faults

    def pointer_faults(self) -> list[str]:
        """Return what `repair_pointers` would repair."""
        store = self.store()
        return store.pointer_faults() + ([UNUSED] if _find_unused(store) else [])

    def write(
        self,
        index: Index,
        item_ids: Collection[UUID],
        position: LogPosition | None = None,
        indexed: Mapping[UUID, int] | None = None,
    ) -> None:
        """Write the items' current state to the index; set aside documents that it rejects."""
        record_attempts(self.name, item_ids, write_items(index, item_ids, position, indexed), timezone.now())

    def adopt(self, index: Index, rejected: Sequence[RejectedDocument]) -> None:
        """Continue with an index that was built separately and promoted, without the rejected documents."""
        position = index.position()
        Cursor.objects.update_or_create(pk=self.name, defaults={"sequence": position.sequence, "error": ""})
        record_rebuild(self.name, rejected, position, timezone.now())

    def delete_unused(self) -> None:
        """Delete unused indices, unless one of them is being rebuilt."""
        if not Cursor.is_leased(self.rebuild_lease):
            self.store().delete_unused()

    def _start_index(self, store: Store) -> Index:
        index = store.create_index()
        store.set_write_target(index)
        delete_unused_vectors()
        self.delete_unused()
        return index

    def _promote(self, store: Store, index: Index) -> None:
        store.promote(index)
        self.delete_unused()


def _awaits_promotion(store: Store, index: Index) -> bool:
    """Whether an index is still to become live: a rebuild may have replaced it in the meantime."""
    live = store.live()
    if live is not None and live.name == index.name:
        return False
    target = store.write_target()
    return target is not None and target.name == index.name


def _find_unused(store: Store) -> Index | None:
    """Return the index that is written to if it is up to date with the log and yet not live."""
    index = store.write_target()
    if index is None or not _awaits_promotion(store, index):
        return None
    position = index.position()
    is_up_to_date = position.sequence and position.sequence >= last_sequence() and is_of_this_log(position)
    return index if is_up_to_date else None


def position_at(change: Change) -> LogPosition:
    """Return the position of an index that has read the log up to a change."""
    return LogPosition(change.sequence, change_fingerprint(change.item_id, change.at))


def last_sequence() -> int:
    """Return the sequence number of the log's last change."""
    return LogHead.objects.values_list("last", flat=True).filter(pk=1).first() or 0


def _batches_after(sequence: int, changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Yield the changes after a sequence number, up to the last of `changes`, in the log's order."""
    if sequence < changes[0].sequence - 1:
        missed = Change.objects.filter(sequence__gt=sequence, sequence__lt=changes[0].sequence)
        for _, batch in groupby(missed.iterator(), key=lambda change: change.sequence // BATCH):
            yield list(batch)
    if new := [change for change in changes if change.sequence > sequence]:
        yield new
