"""The tantivy engine: an index in a folder, read by any number of processes."""

import os
from functools import cache
from pathlib import Path
from threading import Lock

from tantivy import Index

from publishing.access.audiences import Audience
from search.base.cursors import CursorPosition
from search.engines.interface import DamagedIndexError, EngineUnavailableError, LogPosition
from search.engines.tantivy.generation import Generation
from search.engines.tantivy.integrity import META, IndexFiles, panics_as_damage
from search.engines.tantivy.snapshot import TantivySnapshot
from search.engines.tantivy.store import TantivyStore
from search.queries.audience_tiers import FULL_TIER, TIERS

NAME = "TANTIVY"
ATTEMPTS = 5

FileStamp = tuple[int, int]


class TantivyEngine:
    """Opens the live generation, and makes a new snapshot whenever the writer has committed."""

    name = NAME

    def __init__(self, folder: Path) -> None:
        self._store = TantivyStore(folder)
        self._lock = Lock()
        self._readers = {tier: _TierReader(tier) for tier in TIERS}

    def snapshot(self, after: CursorPosition | None = None, tier: Audience = FULL_TIER) -> TantivySnapshot:
        """Return the newest committed state, for later pages too: the last hit is searched for around its old offset.

        While nothing changes, this costs reading the generation's name and a stat of each file of the tier.
        """
        with self._lock:
            for _ in range(ATTEMPTS):
                live = self._live_generation()
                try:
                    return self._newest_snapshot(live, tier)
                except (FileNotFoundError, DamagedIndexError) as error:
                    if self._live_generation().folder != live.folder:
                        continue  # it was replaced after its name was read and before it was opened
                    if isinstance(error, DamagedIndexError):
                        raise
                    raise DamagedIndexError(f"The search index {live.name} is damaged: {error}") from error
        raise EngineUnavailableError("The search index changes faster than it can be opened")

    def _live_generation(self) -> Generation:
        live = self._store.live()
        if live is None:
            raise EngineUnavailableError("There is no search index yet: the worker builds it")
        return live

    @panics_as_damage()
    def _newest_snapshot(self, live: Generation, tier: Audience) -> TantivySnapshot:
        whole = self._readers[FULL_TIER]
        if tier == FULL_TIER:
            return whole.newest_snapshot(live)
        # The position is read before the tier is opened: the tier may then be newer, but never older.
        return self._readers[tier].newest_snapshot(live, whole.position(live))


class _TierReader:
    """Reads what one tier may see."""

    def __init__(self, tier: Audience) -> None:
        self._tier = tier
        self._index: Index | None = None
        self._snapshot: TantivySnapshot | None = None
        self._files: IndexFiles | None = None
        self._folder: Path | None = None
        self._stamp: FileStamp | None = None

    def position(self, live: Generation) -> LogPosition:
        """Return the committed position. While nothing is committed, this costs one stat; no other file is read."""
        folder = live.tier_folder(self._tier)
        if self._snapshot is None or folder != self._folder or _read_stamp(folder) != self._stamp:
            return self.newest_snapshot(live).position
        return self._snapshot.position

    def newest_snapshot(self, live: Generation, position: LogPosition | None = None) -> TantivySnapshot:
        """Return the newest state, at the given position or else at the committed one."""
        folder = live.tier_folder(self._tier)
        if self._files is None or folder != self._folder:
            self._files = IndexFiles(folder, deep=False)
        was_replaced = self._files.check()
        if folder != self._folder or self._index is None or was_replaced:
            self._index = live.open(self._tier)
            self._folder, self._stamp = folder, None
        stamp = _read_stamp(folder)
        if self._snapshot is None or stamp != self._stamp:
            self._index.reload()
            self._snapshot, self._stamp = TantivySnapshot(self._index.searcher(), position), stamp
        elif position is not None and self._snapshot.position != position:
            self._snapshot = TantivySnapshot(self._snapshot.searcher, position)
        return self._snapshot


def _read_stamp(folder: Path) -> FileStamp:
    status = os.stat(folder / META)
    return status.st_mtime_ns, status.st_ino


@cache
def get_engine(folder: Path) -> TantivyEngine:
    """Return this process's engine for a folder."""
    return TantivyEngine(folder)
