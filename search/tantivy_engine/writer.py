"""The one writer of the index. tantivy's lock file keeps a second process out."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from tantivy import IndexWriter

from search.documents import SearchDocument
from search.engines import Position
from search.fields import Field
from search.tantivy_engine.schema import STATE, opened, state_document, tantivy_document
from search.tantivy_engine.snapshot import position_in

HEAP_BYTES = 64_000_000


class IndexLockedError(RuntimeError):
    """Another process is writing."""


def position_of(generation: Path) -> Position:
    """Return how far in the log a generation is: one stat while nothing was committed since it was last asked."""
    try:
        status = (generation / "meta.json").stat()
    except FileNotFoundError:
        return Position()
    return _position(generation, status.st_mtime_ns, status.st_ino)


@lru_cache(maxsize=4)
def _position(generation: Path, changed: int, inode: int) -> Position:
    index = opened(str(generation))
    index.reload()
    return position_in(index.searcher())


def write(generation: Path, gone: Collection[UUID], documents: Iterable[SearchDocument], position: Position) -> None:
    """Replace the documents of the items `gone` by `documents` and move to `position`, in one commit.

    The writer is opened and closed here (0.5 ms), so that its lock is held no longer than the worker's lease is used.
    """
    writer = _writer(generation)
    try:
        for key in (STATE, *(str(item_id) for item_id in gone)):
            writer.delete_documents_by_term(Field.ITEM, key)
        for document in documents:
            writer.add_document(tantivy_document(document))
        writer.add_document(state_document(position))
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        # Also ends merges: a writer that is dropped gives them up, and segments would grow in number for ever.
        writer.wait_merging_threads()


def _writer(generation: Path) -> IndexWriter:
    try:
        return opened(str(generation)).writer(HEAP_BYTES, 1)
    except ValueError as error:
        if "LockBusy" not in str(error):
            raise
        raise IndexLockedError(
            f"Another process writes the search index {generation.parent.name}. Only one may: stop the other worker or "
            "replay, or wait until it has finished"
        ) from error
