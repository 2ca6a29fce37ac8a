"""A generation of tantivy's index: for each tier of readers, a folder with the documents that it may read.

tantivy weights a term by all documents of a folder. Its lock file prevents a second process from writing.
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
from search.engines.tantivy.integrity import META, IndexFiles, panics_as_damage
from search.engines.tantivy.schema import DIGEST, STATE, VERSION, open_index, schema, state_document, tantivy_document
from search.engines.tantivy.snapshot import TantivySnapshot, read_position
from search.queries.audience_tiers import FULL_TIER, TIERS, tiers_including

HEAP_BYTES = 32_000_000
"""For each tier's writer."""
_ID_PREFIXES = tuple(f"{number:02x}" for number in range(256))


@contextmanager
def _system_errors_as_unavailable() -> Iterator[None]:
    """Report a system error during a write with the same message each time: tantivy's message names a new file each
    time, and would be logged five times a second on a disk that is already full."""
    try:
        yield
    except ValueError as error:
        number = re.search(r"(?:os error|code:) (\d+)", str(error))
        if number is None:
            raise
        reason = os.strerror(int(number[1]))
        raise EngineUnavailableError(f"The search index cannot be written to: {reason}") from error


class Generation:
    """An index in a folder. There is a single writer, so no document is older than the one that it replaces."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @classmethod
    def create(cls, folder: Path) -> "Generation":
        """Create an empty index in a new folder; the folder is deleted again if that fails."""
        folder.mkdir(parents=True)
        try:
            generation = cls(folder)
            with _system_errors_as_unavailable():
                for tier in TIERS:
                    generation.tier_folder(tier).mkdir(exist_ok=True)
                    open_index(str(generation.tier_folder(tier)))
            generation.write((), {}, LogPosition())
        except BaseException:
            rmtree(folder, ignore_errors=True)
            raise
        return generation

    def tier_folder(self, tier: Audience) -> Path:
        """Return the folder with what a tier may read; the other tiers' folders are inside the widest one's."""
        return self.folder if tier == FULL_TIER else self.folder / tier.name.lower()

    @panics_as_damage()
    def position(self) -> LogPosition:
        """Return the position in the log that it has reached; a few stats while nothing is committed. Raises
        DamagedIndexError if its files were altered."""
        for tier in TIERS:
            folder = self.tier_folder(tier)
            try:
                _index_files(folder).check()
            except FileNotFoundError as error:
                if not self.folder.is_dir():
                    raise  # all of it was deleted: there may be another by now
                message = f"The search index {self.name} is damaged: {folder.name} is missing"
                raise DamagedIndexError(message) from error
        status = (self.folder / META).stat()
        return _read_position(self.folder, status.st_mtime_ns, status.st_ino)

    def exists(self) -> bool:
        """Whether its folder still exists."""
        return (self.folder / META).exists()

    @panics_as_damage()
    @_system_errors_as_unavailable()
    def write(
        self, documents: Iterable[SearchDocument], removed: Mapping[UUID, int], position: LogPosition | None
    ) -> list[RejectedDocument]:
        """Replace documents and move to `position`, with one commit for each tier.

        The index of the widest tier is committed last, and only it holds the position: a write that is interrupted
        is repeated, and no other tier has a document that would count beside those that its readers may see.
        """
        with ExitStack() as stack:
            writers = {tier: stack.enter_context(self._writer(tier)) for tier in reversed(TIERS)}
            rejected = list(_write_documents(writers, documents))
            for tier in TIERS:
                writer = writers[tier]
                for item_id in removed:
                    writer.delete_documents_by_term(Field.ITEM, str(item_id))
                if position is not None and tier == FULL_TIER:
                    writer.delete_documents_by_term(Field.ITEM, STATE)
                    writer.add_document(state_document(position))
                writer.commit()
        return rejected

    def open(self, tier: Audience = FULL_TIER) -> Index:
        """Open the index of a tier. Raises DamagedIndexError."""
        return _open(self.tier_folder(tier))

    @panics_as_damage()
    def count(self) -> int:
        """Return the number of documents."""
        return int(_open_latest(self.folder).searcher().num_docs) - 1  # one document holds the position

    def indexed_versions(self) -> Iterator[IndexedVersion]:
        """Yield the version of every document of one commit, in order of item id: tantivy cannot sort by id, but it can
        find the ids with a common prefix."""
        searcher = _open_latest(self.folder).searcher()
        for prefix in _ID_PREFIXES:
            query = Query.regex_query(schema(), Field.ITEM, f"{prefix}.*")
            result: Any = searcher.search(query, limit=max(searcher.num_docs, 1), count=False)
            found = (searcher.doc(address) for _, address in result.hits)
            items: list[list[Any]] = [
                [document.get_first(name) for name in (Field.ITEM, VERSION, DIGEST)] for document in found
            ]
            yield from (IndexedVersion(UUID(item), version, digest) for item, version, digest in sorted(items))

    @panics_as_damage()
    def snapshot(self) -> TantivySnapshot:
        """Return a snapshot of its current state."""
        return TantivySnapshot(_open_latest(self.folder).searcher())

    @contextmanager
    def _writer(self, tier: Audience) -> Iterator[IndexWriter]:
        """Opened and closed for each write (0.5 ms), so that its lock is held no longer than the worker's lease."""
        try:
            writer = self.open(tier).writer(HEAP_BYTES, 1)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            raise IndexLockedError(
                f"Another process is writing to the search index {self.folder.parent.name}. Only one may: stop the "
                "other worker or rebuild, or wait until it has finished"
            ) from error
        try:
            yield writer
        except BaseException:
            writer.rollback()
            raise
        finally:
            # This also completes merges: a writer that is dropped abandons them, and the number of segments would only
            # ever grow.
            writer.wait_merging_threads()


def _write_documents(
    writers: Mapping[Audience, IndexWriter], documents: Iterable[SearchDocument]
) -> Iterator[RejectedDocument]:
    """Add documents; yield those that tantivy rejects, for instance for a number of more than 64 bits."""
    for document in documents:
        for writer in writers.values():
            writer.delete_documents_by_term(Field.ITEM, str(document.item_id))
        try:
            converted = tantivy_document(document)
        except (ValueError, TypeError, OverflowError) as error:
            yield RejectedDocument(document.item_id, document.version, f"{type(error).__name__}: {error}")
        else:
            for tier in tiers_including(document.audience):
                writers[tier].add_document(converted)


@lru_cache(maxsize=8)
def _read_position(folder: Path, changed: int, inode: int) -> LogPosition:
    return read_position(_open_latest(folder).searcher())


@lru_cache(maxsize=32)
def _index_files(folder: Path) -> IndexFiles:
    return IndexFiles(folder, deep=True)


def _open_latest(folder: Path) -> Index:
    index = _open(folder)
    index.reload()
    return index


def _open(folder: Path) -> Index:
    """Open an existing index: tantivy would replace one that has lost its list of segments with an empty one."""
    if not (folder / META).exists():
        raise DamagedIndexError(f"The search index {folder.name} is damaged or was deleted")
    try:
        return open_index(str(folder))
    except ValueError as error:
        raise DamagedIndexError(f"The search index {folder.name} cannot be opened: {error}") from error
