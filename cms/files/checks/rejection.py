"""The reason for rejecting a file. Wagtail's multiple upload inserts it into the page as HTML, so it must contain
nothing from the file or its name except letters and digits."""

from typing import BinaryIO

import puremagic
from django.core.exceptions import ValidationError

BYTES_READ = 4096


class RejectedFile(ValidationError):  # noqa: N818 - not a fault of the code
    """A file is not accepted. The message says why, and what the editor can do."""


def describe_content(file: BinaryIO) -> str:
    """Return what the content looks like, for a message: `HTML document`. Empty if it is not recognised."""
    name, _ = detect_type(file)
    return "".join(letter for letter in name if letter.isalnum() or letter in " -().+/")


def detect_type(file: BinaryIO) -> tuple[str, str]:
    """Return the name and extension of the type that the first bytes of the content indicate."""
    file.seek(0)
    start = file.read(BYTES_READ)
    file.seek(0)
    try:
        best = puremagic.magic_string(start)[0] if start else None
    except puremagic.PureError:
        return "", ""
    return (best.name, best.extension) if best else ("", "")
