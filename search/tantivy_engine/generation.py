"""One tantivy index in a folder, written to. tantivy's lock file keeps a second process out."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from tantivy import Index, IndexWriter, Query

from search.documents import SearchDocument
from search.engines import Known, Position, Refusal
from search.fields import Field
from search.tantivy_engine.schema import DIGEST, STATE, VERSION, opened, state_document, tantivy_document
from search.tantivy_engine.snapshot import position_in

HEAP_BYTES = 64_000_000


class IndexLockedError(RuntimeError):
    """Another process is writing."""


class Generation:
    """An index of tantivy's. There is one writer, so that no document is older than the one it replaces."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    def position(self) -> Position:
        """Return how far in the log it is: one stat while nothing was committed since it was last asked."""
        try:
            status = (self.folder / "meta.json").stat()
        except FileNotFoundError:
            return Position()
        return _position(self.folder, status.st_mtime_ns, status.st_ino)

    def write(
        self, documents: Iterable[SearchDocument], gone: Mapping[UUID, int], position: Position | None
    ) -> list[Refusal]:
        """Replace documents and move to `position`, in one commit; tantivy refuses none.

        The writer is opened and closed here (0.5 ms), so that its lock is held no longer than the worker's lease.
        """
        writer = self._writer()
        try:
            for item_id in gone:
                writer.delete_documents_by_term(Field.ITEM, str(item_id))
            for document in documents:
                writer.delete_documents_by_term(Field.ITEM, str(document.item_id))
                writer.add_document(tantivy_document(document))
            if position is not None:
                writer.delete_documents_by_term(Field.ITEM, STATE)
                writer.add_document(state_document(position))
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            # Also ends merges: a writer that is dropped gives them up, and segments would grow in number for ever.
            writer.wait_merging_threads()
        return []

    def known(self) -> Iterator[Known]:
        """Yield all documents, by item id."""
        searcher = _reloaded(self.folder).searcher()
        result: Any = searcher.search(Query.all_query(), limit=max(searcher.num_docs, 1))
        found = [searcher.doc(address).to_dict() for _, address in result.hits]
        items = [document for document in found if document[Field.ITEM][0] != STATE]
        for document in sorted(items, key=lambda document: document[Field.ITEM][0]):
            yield Known(UUID(document[Field.ITEM][0]), document[VERSION][0], document[DIGEST][0])

    def _writer(self) -> IndexWriter:
        try:
            return opened(str(self.folder)).writer(HEAP_BYTES, 1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            raise IndexLockedError(
                f"Another process writes the search index {self.folder.parent.name}. Only one may: stop the other "
                "worker or rebuild, or wait until it has finished"
            ) from error


@lru_cache(maxsize=4)
def _position(folder: Path, changed: int, inode: int) -> Position:
    return position_in(_reloaded(folder).searcher())


def _reloaded(folder: Path) -> Index:
    index = opened(str(folder))
    index.reload()
    return index
