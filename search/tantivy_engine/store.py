"""The folders of an index: one per schema hash, and in it generations, so that a rebuild goes on beside what serves.

<SEARCH_INDEX_DIR>/tantivy-<hash>/live        the name of the generation that is asked
<SEARCH_INDEX_DIR>/tantivy-<hash>/building    the name of the one that the worker fills beside it, if any
<SEARCH_INDEX_DIR>/tantivy-<hash>/<name>/     a generation: a tantivy index for each circle of readers
"""

import os
import re
import shutil
from pathlib import Path
from uuid import uuid4

from search.engines import Index, Position
from search.tantivy_engine.generation import Generation
from search.tantivy_engine.schema import schema_hash

LIVE, BUILDING = "live", "building"


class TantivyStore:
    """The generations of one schema."""

    breaker = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / f"tantivy-{schema_hash()}"

    def live(self) -> Generation | None:
        """Return the generation that is asked."""
        return self._pointed_at(LIVE)

    def target(self) -> Generation | None:
        """Return the generation that the worker writes to."""
        return self._pointed_at(BUILDING) or self.live()

    def begin(self) -> Generation:
        """Make a new, empty generation beside the others."""
        generation = Generation(self.folder / uuid4().hex)
        generation.folder.mkdir(parents=True)
        generation.write((), {}, Position())
        return generation

    def aim(self, index: Index) -> None:
        """Let the worker write to a generation that is not asked yet; an older such one is given up."""
        self._point(BUILDING, index)

    def promote(self, index: Index) -> None:
        """Let readers use a generation. Those still in the old one keep its open files."""
        self._point(LIVE, index)
        (self.folder / BUILDING).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete the generations that no pointer names."""
        kept = {index.folder for index in (self.live(), self.target()) if index}
        for path in _folders(self.folder):
            if path not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def others(self) -> list[str]:
        """Return the names of other schemas' folders."""
        found = (path.name for path in _folders(self.folder.parent) if path != self.folder)
        return sorted(name for name in found if re.fullmatch("tantivy-[0-9a-f]{12}", name))

    def prune(self) -> None:
        """Delete other schemas' folders."""
        for name in self.others():
            shutil.rmtree(self.folder.parent / name, ignore_errors=True)

    def _pointed_at(self, pointer: str) -> Generation | None:
        try:
            folder = self.folder / (self.folder / pointer).read_text()
        except FileNotFoundError:
            return None
        return Generation(folder) if folder.is_dir() else None

    def _point(self, pointer: str, index: Index) -> None:
        """Replace the pointer in one step: a reader sees the old name or the new one."""
        draft = self.folder / f"{pointer}.new"
        draft.write_text(index.name)
        os.replace(draft, self.folder / pointer)


def _folders(path: Path) -> list[Path]:
    return [entry for entry in path.iterdir() if entry.is_dir()] if path.is_dir() else []
