"""The folders of an index: one per schema hash, and in it generations, so that a rebuild goes on beside what serves.

<SEARCH_INDEX_DIR>/tantivy-<hash>/live        the name of the generation that readers use
<SEARCH_INDEX_DIR>/tantivy-<hash>/building    the name of the one that is being filled, if any
<SEARCH_INDEX_DIR>/tantivy-<hash>/<name>/     a tantivy index
"""

import os
import shutil
from pathlib import Path
from uuid import uuid4

from search.tantivy_engine.schema import schema_hash

LIVE, BUILDING = "live", "building"


class Storage:
    """The generations of one schema."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / f"tantivy-{schema_hash()}"

    def live(self) -> Path | None:
        """Return the generation that readers use."""
        return self._pointed_at(LIVE)

    def building(self) -> Path | None:
        """Return the generation that is being filled beside the live one."""
        return self._pointed_at(BUILDING)

    def target(self) -> Path:
        """Return the generation to write to; a new one where there is none."""
        return self.building() or self.live() or self.begin()

    def begin(self) -> Path:
        """Start a new, empty generation beside the live one; an unfinished one is given up."""
        generation = self.folder / uuid4().hex
        generation.mkdir(parents=True)
        self._point(BUILDING, generation)
        self._sweep()
        return generation

    def promote(self) -> None:
        """Let readers use the generation that was being filled. Those still in the old one keep its open files."""
        building = self.building()
        if building is None:
            return
        self._point(LIVE, building)
        (self.folder / BUILDING).unlink()
        self._sweep()

    def _pointed_at(self, pointer: str) -> Path | None:
        try:
            generation = self.folder / (self.folder / pointer).read_text()
        except FileNotFoundError:
            return None
        return generation if generation.is_dir() else None

    def _point(self, pointer: str, generation: Path) -> None:
        """Replace the pointer in one step: a reader sees the old name or the new one."""
        draft = self.folder / f"{pointer}.new"
        draft.write_text(generation.name)
        os.replace(draft, self.folder / pointer)

    def _sweep(self) -> None:
        kept = {self.live(), self.building()}
        for path in self.folder.iterdir():
            if path.is_dir() and path not in kept:
                shutil.rmtree(path, ignore_errors=True)
