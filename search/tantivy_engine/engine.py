"""tantivy, in a folder: any number of reading processes."""

import os
from functools import cache
from pathlib import Path
from threading import Lock

from tantivy import Index

from publishing.audiences import Audience
from search.circles import CIRCLES, WHOLE
from search.cursors import Place
from search.engines import EngineUnavailableError
from search.tantivy_engine.integrity import META, Files, telling_panics
from search.tantivy_engine.snapshot import TantivySnapshot
from search.tantivy_engine.store import TantivyStore

NAME = "TANTIVY"
ATTEMPTS = 5


class TantivyEngine:
    """Opens the live generation and follows it: a new snapshot once the writer has committed."""

    name = NAME

    def __init__(self, folder: Path) -> None:
        store = TantivyStore(folder)
        self._followed = {circle: _Followed(store, circle) for circle in CIRCLES}

    def snapshot(self, after: Place | None = None, circle: Audience = WHOLE) -> TantivySnapshot:
        """Return the newest committed state, for later pages too: the last hit is looked for around its old place.

        Costs the reading of a name and a stat for each file while nothing has changed.
        """
        return self._followed[circle].newest()


class _Followed:
    """What one circle may read."""

    def __init__(self, store: TantivyStore, circle: Audience) -> None:
        self._store = store
        self._circle = circle
        self._lock = Lock()
        self._index: Index | None = None
        self._snapshot: TantivySnapshot | None = None
        self._folder: Path | None = None
        self._files: Files | None = None
        self._stamp: tuple[int, int] | None = None

    def newest(self) -> TantivySnapshot:
        with self._lock:
            for _ in range(ATTEMPTS):
                try:
                    return self._newest()
                except FileNotFoundError:
                    # The generation was replaced between the reading of its name and its opening.
                    self._folder = None
        raise EngineUnavailableError("The search index changes faster than it can be opened")

    @telling_panics
    def _newest(self) -> TantivySnapshot:
        live = self._store.live()
        if live is None:
            raise EngineUnavailableError("There is no search index yet: the worker builds it")
        position = live.position()  # before the circle is opened, which may be newer and never older
        folder = live.folder_of(self._circle)
        if self._files is None or folder != self._folder:
            self._files = Files(folder, deep=False)
        was_replaced = self._files.check()
        if folder != self._folder or self._index is None or was_replaced:
            self._index = live.opened(self._circle)
            self._folder, self._stamp = folder, None
        status = os.stat(folder / META)
        stamp = (status.st_mtime_ns, status.st_ino)
        if self._snapshot is None or stamp != self._stamp:
            self._index.reload()
            self._snapshot, self._stamp = TantivySnapshot(self._index.searcher(), position), stamp
        elif self._snapshot.position != position:
            self._snapshot = TantivySnapshot(self._snapshot.searcher, position)
        return self._snapshot


@cache
def engine(folder: Path) -> TantivyEngine:
    """Return this process's engine for a folder."""
    return TantivyEngine(folder)
