"""The zip archive inside an Office file: checked before anything is unpacked."""

import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element
from zipfile import BadZipFile, ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from cms.files.checks.rejection import RejectedFile

MEGABYTE = 1024 * 1024
PARTS, UNPACKED, PART, XML, RATIO = 5000, 500 * MEGABYTE, 200 * MEGABYTE, 50 * MEGABYTE, 200
BEGINS, ENDS, END_LENGTH = b"PK\x03\x04", b"PK\x05\x06", 22
DAMAGED = "The file is damaged. Open it in the program it was made with, save it again and upload the new copy."
TOO_MUCH = "The file unpacks to more than we can check. Remove large pictures, or split it into several files."

UNREADABLE = (
    *(BadZipFile, DefusedXmlException, NotImplementedError, ParseError, lzma.LZMAError, zlib.error),
    *(EOFError, KeyError, OSError, RuntimeError, ValueError),
)
SCHEME = re.compile(r"[a-z][a-z0-9+-]*(?=:)", re.IGNORECASE)  # no dot: www.example.org:8080 has none
LINKS = {"", "http", "https", "mailto", "tel"}


class Archive:
    """A zip archive that contains a required part, can be unpacked within limits, and is not another file as well."""

    def __init__(self, file: BinaryIO, required: str) -> None:
        self._check_bounds(file)
        self._zip = ZipFile(file)
        parts = self._zip.infolist()
        self.names = [part.filename for part in parts]
        sizes = [part.file_size for part in parts]
        if len(parts) > PARTS or sum(sizes) > UNPACKED or max(sizes, default=0) > PART:
            raise RejectedFile(TOO_MUCH)
        if any(part.file_size > MEGABYTE and part.file_size > RATIO * part.compress_size for part in parts):
            raise RejectedFile(TOO_MUCH)
        # An archive that starts later in the file, or repeats a name, is read differently by different programs.
        if len(set(self.names)) < len(parts) or min((part.header_offset for part in parts), default=1):
            raise RejectedFile(DAMAGED)
        if required not in self.names:
            raise RejectedFile("The file is a zip archive, not an Office document. Upload its documents one by one.")
        if self._zip.testzip():  # unpacks every part; true if one does not match its checksum
            raise RejectedFile(DAMAGED)

    def read(self, name: str) -> bytes:
        """Return a part's content."""
        return self._zip.read(name)

    def size(self, name: str) -> int:
        """Return the unpacked size of a part in bytes."""
        return self._zip.getinfo(name).file_size

    def elements(self, name: str) -> Iterator[Element]:
        """Yield the elements of an XML part as they end. Entities and DTDs are rejected."""
        if self.size(name) > XML:
            raise RejectedFile(TOO_MUCH)
        with self._zip.open(name) as part:
            for _, element in iterparse(part, forbid_dtd=True):
                yield element
                element.clear()

    @staticmethod
    def _check_bounds(file: BinaryIO) -> None:
        """Reject a file with data before or after the archive: it may be another file as well."""
        file.seek(0)
        begins = file.read(len(BEGINS))
        end = file.seek(0, 2)
        file.seek(max(end - END_LENGTH, 0))
        ends = file.read()
        file.seek(0)
        if begins != BEGINS or not ends.startswith(ENDS) or ends[-2:] != b"\0\0":
            raise RejectedFile(DAMAGED)


def reject_if_unreadable(check: Callable[[BinaryIO], None]) -> Callable[[BinaryIO], None]:
    """Reject a file as damaged if its archive or its XML cannot be read."""

    def checked(file: BinaryIO) -> None:
        try:
            check(file)
        except RejectedFile:
            raise
        except UNREADABLE:
            raise RejectedFile(DAMAGED) from None

    return checked


def disallowed_scheme(link: str) -> str:
    """Return the scheme of a link, empty if it is allowed: a web page, an email address or a telephone number."""
    if link.startswith("\\\\"):
        return "file"
    scheme = SCHEME.match(link)
    return "" if scheme is None or scheme[0].lower() in LINKS else scheme[0].lower()
