"""The index as a consumer of the publishing log."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from uuid import UUID

from django.conf import settings

from publishing.models import Change, Cursor, LogHead
from publishing.worker import BATCH
from search.documents import documents_of
from search.engines import Position
from search.freshness import is_of_this_log, mark_of
from search.tantivy_engine.storage import Storage
from search.tantivy_engine.writer import position_of, write


class SearchConsumer:
    """Keeps the index in step with the log.

    The index knows its own position, committed together with its documents; the worker's cursor only wakes it.
    """

    name = "search"

    def consume(self, changes: Sequence[Change]) -> None:
        """Index the current state of the changed items; what the index missed before, too."""
        storage = _storage()
        generation = storage.target()
        position = position_of(generation)
        if not is_of_this_log(position):
            generation, position = storage.begin(), Position()
        for batch in _batches(position.sequence, changes):
            _index(generation, batch)
        if storage.building() and changes[-1].sequence >= _last_sequence():
            storage.promote()

    def reset(self) -> None:
        """Start an empty index beside the live one, which serves until the new one has caught up with the log."""
        storage = _storage()
        write(storage.begin(), (), (), Position())
        if not _last_sequence():
            storage.promote()


def heal() -> None:
    """Have the log replayed from where the index is, when that is not where the worker's cursor is.

    So it is after an upgrade that changes the schema, a lost folder, or a restored database.
    """
    storage = _storage()
    generation = storage.building() or storage.live()
    position = position_of(generation) if generation else Position()
    if not is_of_this_log(position):
        SearchConsumer().reset()
        position = Position()
    ahead = Cursor.objects.filter(pk=SearchConsumer.name, sequence__gt=position.sequence)
    if ahead.exists():  # every round asks; only an update would take the database's write lock
        ahead.update(sequence=position.sequence)


def _storage() -> Storage:
    return Storage(Path(settings.SEARCH_INDEX_DIR))


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


def _index(generation: Path, changes: Sequence[Change]) -> None:
    ids: set[UUID] = {change.item_id for change in changes}
    last = changes[-1]
    write(generation, ids, documents_of(ids), Position(last.sequence, mark_of(last.item_id, last.at)))
