"""An engine's index as a consumer of the publishing log."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from publishing.models import Change, Cursor, LogHead
from publishing.worker import BATCH
from search.documents import documents_of, versions_of
from search.engines import Index, Position, Store
from search.freshness import is_of_this_log, mark_of


class SearchConsumer:
    """Keeps an engine's index in step with the log.

    The index knows its own position, committed together with its documents; the worker's cursor only wakes it.
    """

    def __init__(self, name: str, store: Callable[[], Store]) -> None:
        self.name = name
        self._store = store

    def consume(self, changes: Sequence[Change]) -> None:
        """Index the current state of the changed items; what the index missed before, too."""
        store = self._store()
        index = store.target()
        if index is None or not is_of_this_log(index.position()):
            index = _anew(store)
        for batch in _batches(index.position().sequence, changes):
            index_changes(index, batch)
        live = store.live()
        if changes[-1].sequence >= _last_sequence() and (live is None or live.name != index.name):
            store.promote(index)

    def reset(self) -> None:
        """Start an empty index beside the live one, which serves until the new one has caught up with the log."""
        store = self._store()
        index = _anew(store)
        if not _last_sequence():
            store.promote(index)

    def heal(self) -> None:
        """Have the log replayed from where the index is, when that is not where the worker's cursor is.

        So it is after an upgrade that changes the schema, a lost index, or a restored database.
        """
        index = self._store().target()
        position = index.position() if index else Position()
        if index is None or not is_of_this_log(position):
            self.reset()
            position = Position()
        ahead = Cursor.objects.filter(pk=self.name, sequence__gt=position.sequence)
        if ahead.exists():  # every round asks; only an update would take the database's write lock
            ahead.update(sequence=position.sequence)


def index_changes(index: Index, changes: Sequence[Change]) -> None:
    """Bring the changed items of a batch up to date in an index, and the index to the last of the changes."""
    versions = versions_of({change.item_id for change in changes})
    documents = list(documents_of(versions))
    live = {document.item_id for document in documents}
    gone = {item_id: version for item_id, version in versions.items() if item_id not in live}
    last = changes[-1]
    index.write(documents, gone, Position(last.sequence, mark_of(last.item_id, last.at)))


def _anew(store: Store) -> Index:
    index = store.begin()
    store.aim(index)
    return index


def _last_sequence() -> int:
    return LogHead.objects.values_list("last", flat=True).filter(pk=1).first() or 0


def _batches(known: int, changes: Sequence[Change]) -> Iterator[Sequence[Change]]:
    """Yield what comes after `known`, up to the last of `changes`, in the log's order."""
    if known < changes[0].sequence - 1:
        missed = Change.objects.filter(sequence__gt=known, sequence__lt=changes[0].sequence)
        for _, batch in groupby(missed.iterator(), key=lambda change: change.sequence // BATCH):
            yield list(batch)
    if fresh := [change for change in changes if change.sequence > known]:
        yield fresh
