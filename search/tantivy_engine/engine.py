"""tantivy, in a folder: any number of reading processes."""

import os
from functools import cache
from pathlib import Path
from threading import Lock

from tantivy import Index

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
        self._store = TantivyStore(folder)
        self._lock = Lock()
        self._index: Index | None = None
        self._snapshot: TantivySnapshot | None = None
        self._generation: Path | None = None
        self._files: Files | None = None
        self._stamp: tuple[int, int] | None = None

    def snapshot(self, after: Place | None = None) -> TantivySnapshot:
        """Return the newest committed state, for later pages too: the last hit is looked for around its old place.

        Costs the reading of a name and a stat for each file while nothing has changed.
        """
        with self._lock:
            for _ in range(ATTEMPTS):
                try:
                    return self._newest()
                except FileNotFoundError:
                    # The generation was replaced between the reading of its name and its opening.
                    self._generation = None
        raise EngineUnavailableError("The search index changes faster than it can be opened")

    @telling_panics
    def _newest(self) -> TantivySnapshot:
        live = self._store.live()
        if live is None:
            raise EngineUnavailableError("There is no search index yet: the worker builds it")
        generation = live.folder
        if self._files is None or generation != self._generation:
            self._files = Files(generation, deep=False)
        was_replaced = self._files.check()
        if generation != self._generation or self._index is None or was_replaced:
            self._index = live.opened()
            self._generation, self._stamp = generation, None
        status = os.stat(generation / META)
        stamp = (status.st_mtime_ns, status.st_ino)
        if self._snapshot is None or stamp != self._stamp:
            self._index.reload()
            self._snapshot, self._stamp = TantivySnapshot(self._index.searcher()), stamp
        return self._snapshot


@cache
def engine(folder: Path) -> TantivyEngine:
    """Return this process's engine for a folder."""
    return TantivyEngine(folder)
