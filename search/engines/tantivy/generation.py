"""One index of tantivy's, written to: for each audience tier a folder with the documents that it may read.

tantivy weighs a word by all documents of a folder. Its lock file keeps a second process out.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import UUID

from tantivy import Index, IndexWriter, Query

from publishing.access.audiences import Audience
from search.base.fields import Field
from search.documents.search_document import SearchDocument
from search.engines.interface import (
    DamagedIndexError,
    EngineUnavailableError,
    IndexedVersion,
    IndexLockedError,
    LogPosition,
    RejectedDocument,
)
from search.engines.tantivy.integrity import META, Files, telling_panics
from search.engines.tantivy.schema import DIGEST, STATE, VERSION, opened, schema, state_document, tantivy_document
from search.engines.tantivy.snapshot import TantivySnapshot, position_in
from search.queries.audience_tiers import FULL_TIER, TIERS, tiers_including

HEAP_BYTES = 32_000_000
"""Of each tier's writer."""
_BEGINNINGS = tuple(f"{number:02x}" for number in range(256))


@contextmanager
def _told_alike() -> Iterator[None]:
    """Tell what the system says to a write, in the same words each time: tantivy names a new file each time, and that
    would be logged five times a second, on a disk that is full already."""
    try:
        yield
    except ValueError as error:
        number = re.search(r"(?:os error|code:) (\d+)", str(error))
        if number is None:
            raise
        reason = os.strerror(int(number[1]))
        raise EngineUnavailableError(f"The search index cannot be written to: {reason}") from error


class Generation:
    """An index of tantivy's. There is one writer, so that no document is older than the one it replaces."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @classmethod
    def made_in(cls, folder: Path) -> "Generation":
        """Make an empty index in a new folder, of which nothing is left where that fails."""
        folder.mkdir(parents=True)
        try:
            generation = cls(folder)
            with _told_alike():
                for tier in TIERS:
                    generation.folder_of(tier).mkdir(exist_ok=True)
                    opened(str(generation.folder_of(tier)))
            generation.write((), {}, LogPosition())
        except BaseException:
            rmtree(folder, ignore_errors=True)
            raise
        return generation

    def folder_of(self, tier: Audience) -> Path:
        """Return the folder with what a tier may read; those of narrower ones are below the whole's."""
        return self.folder if tier == FULL_TIER else self.folder / tier.name.lower()

    @telling_panics
    def position(self) -> LogPosition:
        """Return how far in the log it is: some stats while nothing was committed since it was last asked. Raises
        DamagedIndexError if its files are not as they were written."""
        for tier in TIERS:
            self._check(self.folder_of(tier))
        status = (self.folder / META).stat()
        return _position(self.folder, status.st_mtime_ns, status.st_ino)

    def exists(self) -> bool:
        """Whether its folder is still there."""
        return (self.folder / META).exists()

    @telling_panics
    @_told_alike()
    def write(
        self, documents: Iterable[SearchDocument], gone: Mapping[UUID, int], position: LogPosition | None
    ) -> list[RejectedDocument]:
        """Replace documents and move to `position`, in one commit a tier.

        The whole index is committed last, and alone holds the position: what ends a write early is written again, and
        a narrower tier has no document that would be counted beside those that its readers may see.
        """
        with ExitStack() as stack:
            writers = {tier: stack.enter_context(self._writer(tier)) for tier in reversed(TIERS)}
            refusals = list(_refusals(writers, documents))
            for tier in TIERS:
                _finish(writers[tier], gone, position if tier == FULL_TIER else None)
        return refusals

    def opened(self, tier: Audience = FULL_TIER) -> Index:
        """Open what a tier may read. Raises DamagedIndexError."""
        return _opened(self.folder_of(tier))

    @telling_panics
    def count(self) -> int:
        """Return how many documents it has."""
        return int(_reloaded(self.folder).searcher().num_docs) - 1  # the position is one, too

    def indexed_versions(self) -> Iterator[IndexedVersion]:
        """Yield all documents of one commit, by item id: tantivy cannot sort by it, but find those that begin alike."""
        searcher = _reloaded(self.folder).searcher()
        for beginning in _BEGINNINGS:
            query = Query.regex_query(schema(), Field.ITEM, f"{beginning}.*")
            result: Any = searcher.search(query, limit=max(searcher.num_docs, 1), count=False)
            found = (searcher.doc(address) for _, address in result.hits)
            items: list[list[Any]] = [
                [document.get_first(name) for name in (Field.ITEM, VERSION, DIGEST)] for document in found
            ]
            yield from (IndexedVersion(UUID(item), version, digest) for item, version, digest in sorted(items))

    @telling_panics
    def snapshot(self) -> TantivySnapshot:
        """Return it as it is now."""
        return TantivySnapshot(_reloaded(self.folder).searcher())

    def _check(self, folder: Path) -> None:
        try:
            _files(folder).check()
        except FileNotFoundError as error:
            if not self.folder.is_dir():
                raise  # all of it was deleted: there may be another by now
            raise DamagedIndexError(f"The search index {self.name} is damaged: {folder.name} is missing") from error

    @contextmanager
    def _writer(self, tier: Audience) -> Iterator[IndexWriter]:
        """Opened and closed for each write (0.5 ms), so that its lock is held no longer than the worker's lease."""
        writer = self._locked(tier)
        try:
            yield writer
        except BaseException:
            writer.rollback()
            raise
        finally:
            # Also ends merges: a writer that is dropped gives them up, and segments would grow in number for ever.
            writer.wait_merging_threads()

    def _locked(self, tier: Audience) -> IndexWriter:
        try:
            return self.opened(tier).writer(HEAP_BYTES, 1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            raise IndexLockedError(
                f"Another process writes the search index {self.folder.parent.name}. Only one may: stop the other "
                "worker or rebuild, or wait until it has finished"
            ) from error


def _refusals(
    writers: Mapping[Audience, IndexWriter], documents: Iterable[SearchDocument]
) -> Iterator[RejectedDocument]:
    """Add documents; yield those that tantivy does not take, for instance a number beyond 64 bits."""
    for document in documents:
        for writer in writers.values():
            writer.delete_documents_by_term(Field.ITEM, str(document.item_id))
        try:
            made = tantivy_document(document)
        except (ValueError, TypeError, OverflowError) as error:
            yield RejectedDocument(document.item_id, document.version, f"{type(error).__name__}: {error}")
        else:
            for tier in tiers_including(document.audience):
                writers[tier].add_document(made)


def _finish(writer: IndexWriter, gone: Iterable[UUID], position: LogPosition | None) -> None:
    for item_id in gone:
        writer.delete_documents_by_term(Field.ITEM, str(item_id))
    if position is not None:
        writer.delete_documents_by_term(Field.ITEM, STATE)
        writer.add_document(state_document(position))
    writer.commit()


@lru_cache(maxsize=8)
def _position(folder: Path, changed: int, inode: int) -> LogPosition:
    return position_in(_reloaded(folder).searcher())


@lru_cache(maxsize=32)
def _files(folder: Path) -> Files:
    return Files(folder, deep=True)


def _reloaded(folder: Path) -> Index:
    index = _opened(folder)
    index.reload()
    return index


def _opened(folder: Path) -> Index:
    """Open what is there: tantivy would make an empty index in place of one that lost its list of segments."""
    if not (folder / META).exists():
        raise DamagedIndexError(f"The search index {folder.name} is damaged or was deleted")
    try:
        return opened(str(folder))
    except ValueError as error:
        raise DamagedIndexError(f"The search index {folder.name} cannot be opened: {error}") from error
