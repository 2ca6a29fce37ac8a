"""The folders of an index: one per schema hash, and in it generations, so that a rebuild goes on beside what serves.

<SEARCH_INDEX_DIR>/owner                      the id of the log that the indices are made from
<SEARCH_INDEX_DIR>/tantivy-<hash>/live        the name of the generation that is asked
<SEARCH_INDEX_DIR>/tantivy-<hash>/building    the name of the one that the worker fills beside it, if any
<SEARCH_INDEX_DIR>/tantivy-<hash>/<name>/     a generation: a tantivy index for each audience tier
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

from search.engines.interface import EngineUnavailableError, ForeignIndexError, Index, LogPosition
from search.engines.tantivy.generation import Generation
from search.engines.tantivy.schema import schema_hash

LIVE, BUILDING, OWNER = "live", "building", "owner"
_NAME = re.compile("[0-9a-f]{32}")
_LOG = re.compile("[0-9a-f-]{36}")


class TantivyStore:
    """The generations of one schema. `owner` is the id of this hub's log; without one, nothing is owned."""

    breaker_state = ""

    def __init__(self, folder: Path, owner: Callable[[], str] = str) -> None:
        self.folder = folder / f"tantivy-{schema_hash()}"
        self._owner = owner

    def live(self) -> Generation | None:
        """Return the generation that is asked."""
        return self._pointed_at(LIVE)

    def write_target(self) -> Generation | None:
        """Return the generation that the worker writes to."""
        self._check_owner()
        return self._pointed_at(BUILDING) or self.live()

    def create_index(self) -> Generation:
        """Make a new, empty generation beside the others."""
        self._check_owner()
        generation = Generation.made_in(self.folder / uuid4().hex)
        if not self._noted_owner():
            self.take_ownership()
        return generation

    def set_write_target(self, index: Index) -> None:
        """Let the worker write to a generation that is not asked yet; an older such one is given up."""
        self._point(BUILDING, index)

    def promote(self, index: Index) -> None:
        """Let readers use a generation. Those still in the old one keep its open files."""
        self._point(LIVE, index)
        (self.folder / BUILDING).unlink(missing_ok=True)

    def delete_unused(self) -> None:
        """Delete the generations that no pointer names."""
        kept = {index.folder for index in (self.write_target(), self.live()) if index}
        for path in _folders(self.folder):
            if path not in kept:
                shutil.rmtree(path, ignore_errors=True)

    def pointer_faults(self) -> list[str]:
        """Return which pointers name nothing."""
        self._check_owner()
        return [f"the pointer {name} names no index" for name in (LIVE, BUILDING) if self._is_broken(name)]

    def repair_pointers(self, is_ours: Callable[[LogPosition], bool]) -> list[str]:
        """Remove pointers that name nothing, and let readers use what knows most of the log, if nothing is left that
        does. What cannot be used is left to the log, and to the sweeping."""
        faults = self.pointer_faults()
        for name in (LIVE, BUILDING):
            if self._is_broken(name):
                _remove(self.folder / name)
        target = self.write_target()
        if target is None and (usable := list(self._usable(is_ours))):
            target = max(usable, key=lambda one: one.position().sequence)
            self._point(LIVE, target)
            faults.append("no pointer named an index, though there was one")
        if target is not None and not self._noted_owner():
            if not is_ours(target.position()):
                raise self._foreign()
            self.take_ownership()
        return faults

    def take_ownership(self) -> None:
        """Note that the folder is this hub's."""
        if owner := self._owner():
            _replace(self.folder.parent / OWNER, owner)

    def other_releases(self) -> list[str]:
        """Return the names of other schemas' folders."""
        self._check_owner()
        found = (path.name for path in _folders(self.folder.parent) if path != self.folder)
        return sorted(name for name in found if re.fullmatch("tantivy-[0-9a-f]{12}", name))

    def delete_other_releases(self) -> None:
        """Delete other schemas' folders."""
        for name in self.other_releases():
            shutil.rmtree(self.folder.parent / name, ignore_errors=True)

    def _pointed_at(self, pointer: str) -> Generation | None:
        try:
            name = (self.folder / pointer).read_text("ascii").strip()
        except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
            return None
        except OSError as error:
            raise EngineUnavailableError(f"The search folder cannot be read: {error}") from error
        return Generation(self.folder / name) if _NAME.fullmatch(name) and (self.folder / name).is_dir() else None

    def _is_broken(self, pointer: str) -> bool:
        return os.path.lexists(self.folder / pointer) and self._pointed_at(pointer) is None

    def _usable(self, is_ours: Callable[[LogPosition], bool]) -> Iterator[Generation]:
        for path in _folders(self.folder):
            try:
                position = Generation(path).position()
            except (EngineUnavailableError, OSError, ValueError):
                continue
            if position.sequence and is_ours(position):
                yield Generation(path)

    def _point(self, pointer: str, index: Index) -> None:
        """Replace the pointer in one step: a reader sees the old name or the new one."""
        if self._is_broken(pointer):
            _remove(self.folder / pointer)
        _replace(self.folder / pointer, index.name)

    def _check_owner(self) -> None:
        owner = self._owner()
        if owner and self._noted_owner() not in ("", owner):
            raise self._foreign()

    def _noted_owner(self) -> str:
        try:
            noted = (self.folder.parent / OWNER).read_text("ascii")
        except (OSError, UnicodeDecodeError):
            return ""
        return noted if _LOG.fullmatch(noted) else ""

    def _foreign(self) -> ForeignIndexError:
        return ForeignIndexError(
            f"The search folder {self.folder.parent} is another hub's. Set HUB_DATA_DIR to a folder that no other hub "
            "uses; or, if that hub is gone or its database was replaced, manage.py search rebuild --engine "
            "tantivy --take-over makes it this hub's"
        )


def _folders(path: Path) -> list[Path]:
    return [entry for entry in path.iterdir() if entry.is_dir()] if path.is_dir() else []


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text)
    os.replace(draft, path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
