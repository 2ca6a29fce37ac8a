"""Checks that the files of an index are as tantivy wrote them: it never modifies one, and each ends with a checksum.

tantivy itself checks none of them: it gives wrong answers, panics, or reads beyond the end of a truncated file, for
which the process is killed (SIGBUS).
"""

import json
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.interface import DamagedIndexError

META, MANAGED = "meta.json", ".managed.json"
_SEGMENT_FILES = ("idx", "pos", "term", "store", "fast", "fieldnorm")
_MAGIC = 1337
_FOOTER_END = struct.Struct("<II")
_CHUNK = 1 << 20
ATTEMPTS = 5

FileStamp = tuple[int, int, int]


class IndexFiles:
    """The files of one index, and their state when they were last checked."""

    def __init__(self, folder: Path, *, deep: bool) -> None:
        """With `deep`, new files are read in full; otherwise only their ends. Altered files are always read in full."""
        self._folder = folder
        self._deep = deep
        self._checked: dict[str, FileStamp] = {}
        self._listed: tuple[bytes, list[str]] = (b"", [])

    def check(self) -> bool:
        """Raise DamagedIndexError if a file is missing or was altered. Return whether a file was replaced since the
        last check: an index that has it open must then be opened again.

        While nothing changes, this costs a stat for each file (0.1 ms).
        """
        for _ in range(ATTEMPTS):
            meta = self._read_meta()
            try:
                return self._check(meta)
            except (DamagedIndexError, FileNotFoundError):
                if self._read_meta() == meta:  # otherwise there was a commit, and the missing file is obsolete
                    raise
        raise DamagedIndexError(f"The search index {self._folder.name} changes faster than it can be checked")

    def _read_meta(self) -> bytes:
        try:
            return (self._folder / META).read_bytes()
        except FileNotFoundError as error:
            if not self._folder.is_dir():
                raise
            raise _damaged(self._folder / META) from error

    def _check(self, meta: bytes) -> bool:
        if meta != self._listed[0]:
            self._listed = (meta, _list_files(meta, self._folder))
        found = {name: self._read_stamp(name) for name in self._listed[1]}
        changed = [name for name, stamp in found.items() if self._checked.get(name) != stamp]
        for name in changed:
            if name == MANAGED:
                _check_managed_list(self._folder / name)
            else:
                _check_file(self._folder / name, in_full=self._deep or name in self._checked)
        replaced = any(name in self._checked for name in changed if name != MANAGED)
        self._checked = found
        return replaced

    def _read_stamp(self, name: str) -> FileStamp:
        try:
            status = os.stat(f"{self._folder}/{name}")
        except FileNotFoundError as error:
            raise _damaged(self._folder / name) from error
        return status.st_size, status.st_mtime_ns, status.st_ino


@contextmanager
def panics_as_damage() -> Iterator[None]:
    """Raise DamagedIndexError if tantivy panics: `except Exception` does not catch its exception, which would end a
    worker's thread. Also a decorator."""
    try:
        yield
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise DamagedIndexError(f"The search index cannot be read: {error}") from error


def _list_files(meta: bytes, folder: Path) -> list[str]:
    """Return the names of the files that make up an index, according to its list of segments."""
    try:
        segments = [
            (segment["segment_id"].replace("-", ""), segment["deletes"]) for segment in json.loads(meta)["segments"]
        ]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _damaged(folder / META) from error
    names = [MANAGED, *(f"{segment}.{extension}" for segment, _ in segments for extension in _SEGMENT_FILES)]
    return names + [f"{segment}.{deletes['opstamp']}.del" for segment, deletes in segments if deletes]


def _check_managed_list(path: Path) -> None:
    """tantivy's list of the files that it manages: without it, no index can be opened."""
    try:
        is_list = isinstance(json.loads(path.read_bytes()), list)
    except ValueError:
        is_list = False
    if not is_list:
        raise _damaged(path)


def _check_file(path: Path, *, in_full: bool) -> None:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _FOOTER_END.size))
        end = file.read()
        if len(end) != _FOOTER_END.size:
            raise _damaged(path)
        length, magic = _FOOTER_END.unpack(end)
        start = size - _FOOTER_END.size - length
        if magic != _MAGIC or start < 0:
            raise _damaged(path)
        if not in_full:
            return
        file.seek(start)
        footer = file.read(length)
        file.seek(0)
        crc, left = 0, start
        while left and (chunk := file.read(min(_CHUNK, left))):
            crc, left = zlib.crc32(chunk, crc), left - len(chunk)
    try:
        matches = json.loads(footer)["crc"] == crc
    except (ValueError, LookupError, TypeError):
        matches = False
    if not matches:
        raise _damaged(path)


def _damaged(path: Path) -> DamagedIndexError:
    return DamagedIndexError(
        f"The search index {path.parent.name} is damaged ({path.name}). The worker rebuilds it, or manage.py search "
        "rebuild --engine tantivy"
    )
