"""The index folders: one per schema hash, with generations in it, so that one can be rebuilt while another is live.

<SEARCH_INDEX_DIR>/owner                      the id of the log that the indices are built from
<SEARCH_INDEX_DIR>/tantivy-<hash>/live        the name of the generation that is searched
<SEARCH_INDEX_DIR>/tantivy-<hash>/building    the name of the generation that the worker fills beside it, if any
<SEARCH_INDEX_DIR>/tantivy-<hash>/<name>/     a generation: a tantivy index for each tier of readers
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
from search.semantic.embedding import configured_model

LIVE, BUILDING, OWNER = "live", "building", "owner"
_NAME = re.compile("[0-9a-f]{32}")
_LOG_ID = re.compile("[0-9a-f-]{36}")


class TantivyStore:
    """The generations of one schema. `owner` returns the id of this hub's log; if it is empty, ownership is ignored."""

    breaker_state = ""

    def __init__(self, folder: Path, owner: Callable[[], str] = str) -> None:
        self.folder = folder / f"tantivy-{schema_hash(configured_model())}"
        self._owner = owner

    def live(self) -> Generation | None:
        """Return the generation that is searched."""
        return self._read_pointer(LIVE)

    def write_target(self) -> Generation | None:
        """Return the generation that the worker writes to."""
        self._check_owner()
        return self._read_pointer(BUILDING) or self.live()

    def create_index(self) -> Generation:
        """Create a new, empty generation beside the others."""
        self._check_owner()
        generation = Generation.create(self.folder / uuid4().hex)
        if not self._read_owner():
            self.take_ownership()
        return generation

    def set_write_target(self, index: Index) -> None:
        """Let the worker write to a generation that is not live yet; an earlier such generation is abandoned."""
        self._write_pointer(BUILDING, index)

    def promote(self, index: Index) -> None:
        """Make a generation live. Searches of the old one can finish: they keep its files open."""
        self._write_pointer(LIVE, index)
        (self.folder / BUILDING).unlink(missing_ok=True)

    def delete_unused(self) -> None:
        """Delete the generations that no pointer names."""
        used = {index.folder for index in (self.write_target(), self.live()) if index}
        for path in _list_folders(self.folder):
            if path not in used:
                shutil.rmtree(path, ignore_errors=True)

    def pointer_faults(self) -> list[str]:
        """Return which pointers name no generation."""
        self._check_owner()
        return [f"the pointer {name} names no index" for name in (LIVE, BUILDING) if self._is_broken(name)]

    def repair_pointers(self, is_ours: Callable[[LogPosition], bool]) -> list[str]:
        """Delete broken pointers; if none is left, make the generation live that has read furthest in the log. If there
        is none either, the worker builds one from the log; unusable generations are deleted later as unused."""
        faults = self.pointer_faults()
        for name in (LIVE, BUILDING):
            if self._is_broken(name):
                _remove(self.folder / name)
        target = self.write_target()
        if target is None and (usable := list(self._usable_generations(is_ours))):
            target = max(usable, key=lambda generation: generation.position().sequence)
            self._write_pointer(LIVE, target)
            faults.append("no pointer named an index, although there was one")
        if target is not None and not self._read_owner():
            if not is_ours(target.position()):
                raise self._foreign_index()
            self.take_ownership()
        return faults

    def take_ownership(self) -> None:
        """Record this hub as the owner of the folder."""
        if owner := self._owner():
            _replace_file(self.folder.parent / OWNER, owner)

    def other_releases(self) -> list[str]:
        """Return the names of other schemas' folders."""
        self._check_owner()
        found = (path.name for path in _list_folders(self.folder.parent) if path != self.folder)
        return sorted(name for name in found if re.fullmatch("tantivy-[0-9a-f]{12}", name))

    def delete_other_releases(self) -> None:
        """Delete other schemas' folders."""
        for name in self.other_releases():
            shutil.rmtree(self.folder.parent / name, ignore_errors=True)

    def _read_pointer(self, pointer: str) -> Generation | None:
        try:
            name = (self.folder / pointer).read_text("ascii").strip()
        except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError):
            return None
        except OSError as error:
            raise EngineUnavailableError(f"The search folder cannot be read: {error}") from error
        return Generation(self.folder / name) if _NAME.fullmatch(name) and (self.folder / name).is_dir() else None

    def _is_broken(self, pointer: str) -> bool:
        return os.path.lexists(self.folder / pointer) and self._read_pointer(pointer) is None

    def _usable_generations(self, is_ours: Callable[[LogPosition], bool]) -> Iterator[Generation]:
        for path in _list_folders(self.folder):
            try:
                position = Generation(path).position()
            except (EngineUnavailableError, OSError, ValueError):
                continue
            if position.sequence and is_ours(position):
                yield Generation(path)

    def _write_pointer(self, pointer: str, index: Index) -> None:
        """Replace the pointer in one step: a reader sees the old name or the new one."""
        if self._is_broken(pointer):
            _remove(self.folder / pointer)
        _replace_file(self.folder / pointer, index.name)

    def _check_owner(self) -> None:
        owner = self._owner()
        if owner and self._read_owner() not in ("", owner):
            raise self._foreign_index()

    def _read_owner(self) -> str:
        try:
            owner = (self.folder.parent / OWNER).read_text("ascii")
        except (OSError, UnicodeDecodeError):
            return ""
        return owner if _LOG_ID.fullmatch(owner) else ""

    def _foreign_index(self) -> ForeignIndexError:
        return ForeignIndexError(
            f"The search folder {self.folder.parent} belongs to another hub. Set HUB_DATA_DIR to a folder that no "
            "other hub uses. If that hub no longer exists or its database was replaced, manage.py search rebuild "
            "--engine tantivy --take-over makes it this hub's"
        )


def _list_folders(path: Path) -> list[Path]:
    return [entry for entry in path.iterdir() if entry.is_dir()] if path.is_dir() else []


def _replace_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(text)
    os.replace(draft, path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
