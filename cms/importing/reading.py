"""Reads JSON documents from a file, a folder or standard input, one at a time: a document, JSON lines or an array."""

import hashlib
import json
import os
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from publishing.text.cleaning import clean_line

STDIN = "-"
EXTENSIONS = frozenset({".json", ".jsonl", ".ndjson"})
LONGEST = 8_000_000
"""Characters of one document. GOV.UK's longest travel advice has a twentieth of this."""
CHUNK = 65_536
_SPACE = " \t\r\n"


@dataclass(frozen=True)
class Document:
    """One document of a source: where it was read, its data, and the SHA-256 of its text in UTF-8."""

    name: str
    data: Any
    sha256: str
    fetched_at: datetime


@dataclass(frozen=True)
class Unreadable:
    """Something that could not be read as a document, and why."""

    name: str
    problem: str


Read = Document | Unreadable


def read_documents(location: str, fetched_at: datetime | None = None) -> Iterator[Read]:
    """Yield what is at a location: a path, or `-` for standard input. Files without `fetched_at` have their own date.

    Raises OSError if the location itself cannot be opened.
    """
    if location == STDIN:
        yield from _read_stream(sys.stdin.buffer, "standard input", fetched_at or datetime.now(UTC))
    elif os.path.isdir(location):
        yield from _read_folder(Path(location), fetched_at)
    else:
        with open(location, "rb") as stream:
            yield from _read_stream(stream, Path(location).name, fetched_at or _modified_at(stream))


def _read_folder(root: Path, fetched_at: datetime | None) -> Iterator[Read]:
    inside = root.resolve()
    for path in _find_files(root):
        name = os.fsencode(path.relative_to(root)).decode("utf-8", "replace")
        try:
            if not path.resolve(strict=True).is_relative_to(inside):
                yield Unreadable(_printable(name), "It is a link to a file outside the folder.")
            elif path.is_file():
                with path.open("rb") as stream:
                    yield from _read_stream(stream, name, fetched_at or _modified_at(stream))
        except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, until Python 3.13
            yield Unreadable(_printable(name), f"It cannot be opened: {getattr(error, 'strerror', '') or error}.")


def _find_files(root: Path) -> Iterator[Path]:
    """Yield the documents below a folder in the order of their names. Hidden files may still be being written."""
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and Path(name).suffix.lower() in EXTENSIONS:
                yield Path(folder) / name


def _modified_at(stream: BinaryIO) -> datetime:
    return datetime.fromtimestamp(os.fstat(stream.fileno()).st_mtime, UTC)


def _printable(name: str) -> str:
    return clean_line(name)


def _read_stream(stream: BinaryIO, name: str, fetched_at: datetime) -> Iterator[Read]:
    name = _printable(name)
    values = _Values(stream)
    number = 0
    while True:
        label = f"{name}, document {number + 1}" if number else name
        try:
            found = values.next()
        except _NotJSONError as error:
            yield Unreadable(label, str(error))
            if not values.skip_to_next_line():
                return
        else:
            if found is None:
                if not number:
                    yield Unreadable(name, "It is empty.")
                return
            data, text = found
            yield Document(label, data, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), fetched_at)
        number += 1


class _NotJSONError(Exception):
    """What is next is not a JSON value that can be imported."""


def _reject_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_decode = json.JSONDecoder(parse_constant=_reject_constant).raw_decode


class _Values:
    """The JSON values of a stream. It holds one value at a time, and reads no more than it needs."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        start = stream.read(4)
        self._decoder = getincrementaldecoder(json.detect_encoding(start) if start else "utf-8")(errors="strict")
        self._text, self._position, self._at_end = "", 0, False
        self._bytes = start
        self._in_array: bool | None = None

    def next(self) -> tuple[Any, str] | None:
        """Return the next value and its text; None at the end."""
        if not self._skip_space():
            if self._in_array:
                raise self._stop("The list does not end.")
            return None
        if self._in_array is None:
            self._in_array = self._text[self._position] == "["
            self._position += self._in_array
            return self.next() if self._in_array else self._decode_value()
        if self._in_array:
            if self._text[self._position] == "]":
                self._in_array = False
                self._position += 1
                return self.next()
            if self._text[self._position] == ",":
                self._position += 1
                self._skip_space()
        return self._decode_value()

    def skip_to_next_line(self) -> bool:
        """After a failure, move to the next line that starts a document; False if there is none."""
        while not self._in_array:
            found = self._text.find("\n{", self._position)
            if found >= 0:
                self._position = found + 1
                return True
            self._position = max(self._position, len(self._text) - 1)
            try:
                if not self._read():
                    return False
            except _NotJSONError:
                return False
        return False

    def _decode_value(self) -> tuple[Any, str]:
        while True:
            try:
                value, end = _decode(self._text, self._position)
            except RecursionError:
                raise _NotJSONError("It is nested too deeply.") from None
            except ValueError as error:
                if len(self._text) - self._position > LONGEST:
                    raise self._stop(f"It is longer than {LONGEST:,} characters, or not JSON.") from None
                # Twice as much each time, so that a long document is not decoded again for each chunk.
                if not self._read(max(CHUNK, len(self._text) - self._position)):
                    raise _NotJSONError(f"It is not JSON: {error}.") from None
            else:
                text = self._text[self._position : end]
                self._position = end
                return value, text

    def _skip_space(self) -> bool:
        while True:
            while self._position < len(self._text) and self._text[self._position] in _SPACE:
                self._position += 1
            if self._position < len(self._text):
                return True
            if not self._read():
                return False

    def _read(self, size: int = CHUNK) -> bool:
        """Read more text, and forget what is before the position; False at the end."""
        if self._at_end:
            return False
        read = self._bytes or self._stream.read(size)
        self._bytes, self._at_end = b"", not read
        try:
            more = self._decoder.decode(read, final=not read)
        except UnicodeDecodeError as error:
            raise self._stop(f"It is not text in {error.encoding.upper()}.") from None
        self._text, self._position = self._text[self._position :] + more, 0
        return bool(read)

    def _stop(self, problem: str) -> _NotJSONError:
        """Return an error after which nothing more can be read."""
        self._at_end, self._text, self._position, self._in_array = True, "", 0, False
        return _NotJSONError(problem)
