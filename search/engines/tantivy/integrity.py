"""Whether the files of an index are as tantivy wrote them. It never changes one, and each ends in a checksum.

tantivy itself looks at none of them: it answers wrongly, panics, or reads on in a file that was cut short, for which
the process is killed (SIGBUS).
"""

import json
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from search.engines.interface import DamagedIndexError

META, MANAGED = "meta.json", ".managed.json"
_PARTS = ("idx", "pos", "term", "store", "fast", "fieldnorm")
"""Of every segment."""
_MAGIC = 1337
_END = struct.Struct("<II")
_CHUNK = 1 << 20
ATTEMPTS = 5

Stamp = tuple[int, int, int]
P = ParamSpec("P")
T = TypeVar("T")


class Files:
    """The files of one index, and how they were when they were last found in order."""

    def __init__(self, folder: Path, *, deep: bool) -> None:
        """With `deep`, all of a new file is read; without, only its end. What was changed is read whole by both."""
        self._folder = folder
        self._deep = deep
        self._known: dict[str, Stamp] = {}
        self._listed: tuple[bytes, list[str]] = (b"", [])

    def check(self) -> bool:
        """Raise DamagedIndexError if one is missing or not as it was written. Return whether one was put in place of
        another since the last time: who has it open must open it again.

        Costs a stat for each file while nothing changes (0.1 ms).
        """
        for _ in range(ATTEMPTS):
            meta = self._meta()
            try:
                return self._check(meta)
            except (DamagedIndexError, FileNotFoundError):
                if self._meta() == meta:  # otherwise a commit came in between, and what was missing is not needed
                    raise
        raise DamagedIndexError(f"The search index {self._folder.name} changes faster than it can be checked")

    def _meta(self) -> bytes:
        try:
            return (self._folder / META).read_bytes()
        except FileNotFoundError as error:
            if not self._folder.is_dir():
                raise
            raise _damaged(self._folder / META) from error

    def _check(self, meta: bytes) -> bool:
        if meta != self._listed[0]:
            self._listed = (meta, _names_in(meta, self._folder))
        found = {name: self._stamp(name) for name in self._listed[1]}
        changed = [name for name, stamp in found.items() if self._known.get(name) != stamp]
        for name in changed:
            if name == MANAGED:
                _check_list(self._folder / name)
            else:
                _check_file(self._folder / name, whole=self._deep or name in self._known)
        replaced = any(name in self._known for name in changed if name != MANAGED)
        self._known = found
        return replaced

    def _stamp(self, name: str) -> Stamp:
        try:
            status = os.stat(f"{self._folder}/{name}")
        except FileNotFoundError as error:
            raise _damaged(self._folder / name) from error
        return status.st_size, status.st_mtime_ns, status.st_ino


@contextmanager
def panics_told() -> Iterator[None]:
    """Raise DamagedIndexError where tantivy panics: its exception is none that `except Exception` catches, and would
    end a worker's thread."""
    try:
        yield
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise DamagedIndexError(f"The search index cannot be read: {error}") from error


def telling_panics(function: Callable[P, T]) -> Callable[P, T]:
    """As `panics_told`, for a whole function."""

    @wraps(function)
    def told(*args: P.args, **named: P.kwargs) -> T:
        with panics_told():
            return function(*args, **named)

    return told


def _names_in(meta: bytes, folder: Path) -> list[str]:
    """Return the names of the files that make up an index, by its list of segments."""
    try:
        segments = [(one["segment_id"].replace("-", ""), one["deletes"]) for one in json.loads(meta)["segments"]]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _damaged(folder / META) from error
    names = [MANAGED, *(f"{segment}.{part}" for segment, _ in segments for part in _PARTS)]
    return names + [f"{segment}.{deletes['opstamp']}.del" for segment, deletes in segments if deletes]


def _check_list(path: Path) -> None:
    """What tantivy keeps to know which files are its own: without it no index can be opened."""
    try:
        is_list = isinstance(json.loads(path.read_bytes()), list)
    except ValueError:
        is_list = False
    if not is_list:
        raise _damaged(path)


def _check_file(path: Path, *, whole: bool) -> None:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _END.size))
        end = file.read()
        if len(end) != _END.size:
            raise _damaged(path)
        length, magic = _END.unpack(end)
        start = size - _END.size - length
        if magic != _MAGIC or start < 0:
            raise _damaged(path)
        if not whole:
            return
        file.seek(start)
        written = file.read(length)
        file.seek(0)
        crc, left = 0, start
        while left and (chunk := file.read(min(_CHUNK, left))):
            crc, left = zlib.crc32(chunk, crc), left - len(chunk)
    if not _says(written, crc):
        raise _damaged(path)


def _says(footer: bytes, crc: int) -> bool:
    try:
        return bool(json.loads(footer)["crc"] == crc)
    except (ValueError, LookupError, TypeError):
        return False


def _damaged(path: Path) -> DamagedIndexError:
    return DamagedIndexError(
        f"The search index {path.parent.name} is damaged ({path.name}). The worker builds it anew, or manage.py search "
        "rebuild --engine tantivy"
    )
