"""tantivy, in a folder: any number of reading processes."""

import os
from functools import cache
from pathlib import Path
from threading import Lock

from tantivy import Index

from publishing.access.audiences import Audience
from search.base.cursors import CursorPosition
from search.engines.interface import DamagedIndexError, EngineUnavailableError, LogPosition
from search.engines.tantivy.generation import Generation
from search.engines.tantivy.integrity import META, Files, telling_panics
from search.engines.tantivy.snapshot import TantivySnapshot
from search.engines.tantivy.store import TantivyStore
from search.queries.audience_tiers import FULL_TIER, TIERS

NAME = "TANTIVY"
ATTEMPTS = 5

Stamp = tuple[int, int]


class TantivyEngine:
    """Opens the live generation and follows it: a new snapshot once the writer has committed."""

    name = NAME

    def __init__(self, folder: Path) -> None:
        self._store = TantivyStore(folder)
        self._lock = Lock()
        self._followed = {tier: _Followed(tier) for tier in TIERS}

    def snapshot(self, after: CursorPosition | None = None, tier: Audience = FULL_TIER) -> TantivySnapshot:
        """Return the newest committed state, for later pages too: the last hit is looked for around its old place.

        Costs the reading of a name and a stat for each file of the tier while nothing has changed.
        """
        with self._lock:
            for _ in range(ATTEMPTS):
                live = self._live()
                try:
                    return self._newest(live, tier)
                except (FileNotFoundError, DamagedIndexError) as error:
                    if self._live().folder != live.folder:
                        continue  # it was replaced between the reading of its name and its opening
                    if isinstance(error, DamagedIndexError):
                        raise
                    raise DamagedIndexError(f"The search index {live.name} is damaged: {error}") from error
        raise EngineUnavailableError("The search index changes faster than it can be opened")

    def _live(self) -> Generation:
        live = self._store.live()
        if live is None:
            raise EngineUnavailableError("There is no search index yet: the worker builds it")
        return live

    @telling_panics
    def _newest(self, live: Generation, tier: Audience) -> TantivySnapshot:
        whole = self._followed[FULL_TIER]
        if tier == FULL_TIER:
            return whole.newest(live)
        # Asked before the tier is opened, which may be newer and never older.
        return self._followed[tier].newest(live, whole.position(live))


class _Followed:
    """What one tier may read."""

    def __init__(self, tier: Audience) -> None:
        self._tier = tier
        self._index: Index | None = None
        self._snapshot: TantivySnapshot | None = None
        self._files: Files | None = None
        self._folder: Path | None = None
        self._stamp: Stamp | None = None

    def position(self, live: Generation) -> LogPosition:
        """Return the position that is committed here. Costs a stat while nothing was: no other file is looked at."""
        folder = live.folder_of(self._tier)
        if self._snapshot is None or folder != self._folder or _stamp(folder) != self._stamp:
            return self.newest(live).position
        return self._snapshot.position

    def newest(self, live: Generation, position: LogPosition | None = None) -> TantivySnapshot:
        """Return the newest state; its position is the committed one where none is given."""
        folder = live.folder_of(self._tier)
        if self._files is None or folder != self._folder:
            self._files = Files(folder, deep=False)
        was_replaced = self._files.check()
        if folder != self._folder or self._index is None or was_replaced:
            self._index = live.opened(self._tier)
            self._folder, self._stamp = folder, None
        stamp = _stamp(folder)
        if self._snapshot is None or stamp != self._stamp:
            self._index.reload()
            self._snapshot, self._stamp = TantivySnapshot(self._index.searcher(), position), stamp
        elif position is not None and self._snapshot.position != position:
            self._snapshot = TantivySnapshot(self._snapshot.searcher, position)
        return self._snapshot


def _stamp(folder: Path) -> Stamp:
    status = os.stat(folder / META)
    return status.st_mtime_ns, status.st_ino


@cache
def engine(folder: Path) -> TantivyEngine:
    """Return this process's engine for a folder."""
    return TantivyEngine(folder)
