"""tantivy, in a folder: any number of reading processes."""

import os
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings
from tantivy import Index

from search.engines import EngineUnavailableError
from search.tantivy_engine.schema import opened
from search.tantivy_engine.snapshot import TantivySnapshot
from search.tantivy_engine.storage import Storage

ATTEMPTS = 5


class TantivyEngine:
    """Opens the live generation and follows it: a new snapshot once the writer has committed."""

    name = "TANTIVY"

    def __init__(self, folder: Path) -> None:
        self._storage = Storage(folder)
        self._lock = Lock()
        self._index: Index | None = None
        self._snapshot: TantivySnapshot | None = None
        self._generation: Path | None = None
        self._stamp: tuple[int, int] | None = None

    def snapshot(self) -> TantivySnapshot:
        """Return the newest committed state. Costs the reading of a name and one stat while nothing has changed."""
        with self._lock:
            for _ in range(ATTEMPTS):
                try:
                    return self._newest()
                except FileNotFoundError:
                    # The generation was replaced between the reading of its name and its opening.
                    self._generation = None
        raise EngineUnavailableError("The search index changes faster than it can be opened")

    def _newest(self) -> TantivySnapshot:
        generation = self._storage.live()
        if generation is None:
            raise EngineUnavailableError("There is no search index yet: the worker builds it")
        status = os.stat(generation / "meta.json")
        stamp = (status.st_mtime_ns, status.st_ino)
        if generation != self._generation or self._index is None:
            self._index = opened(str(generation))
            self._index.config_reader("manual")
            self._generation, self._stamp = generation, None
        if self._snapshot is None or stamp != self._stamp:
            self._index.reload()
            self._snapshot, self._stamp = TantivySnapshot(self._index.searcher()), stamp
        return self._snapshot


def engine() -> TantivyEngine:
    """Return this process's engine for the folder in the settings."""
    return _engine(Path(settings.SEARCH_INDEX_DIR))


@cache
def _engine(folder: Path) -> TantivyEngine:
    return TantivyEngine(folder)
