"""Why a file is not taken. Wagtail's screen for many files puts the text into its page as HTML: nothing that the
file or its name says may be part of it, except letters and digits."""

from typing import BinaryIO

import puremagic
from django.core.exceptions import ValidationError

LONGEST_LOOK = 4096


class RejectedFile(ValidationError):  # noqa: N818 - it is an answer to the editor, not a fault of ours
    """The file is not taken; the message says why and what to do."""


def describe_content(file: BinaryIO) -> str:
    """Say what the content looks like, for a message: `HTML document`; nothing when it is not recognised."""
    name, _ = detect_type(file)
    return "".join(letter for letter in name if letter.isalnum() or letter in " -().+/")


def detect_type(file: BinaryIO) -> tuple[str, str]:
    """Return the name and the extension of what the content looks like, by how it begins."""
    file.seek(0)
    start = file.read(LONGEST_LOOK)
    file.seek(0)
    try:
        best = puremagic.magic_string(start)[0] if start else None
    except puremagic.PureError:
        return "", ""
    return (best.name, best.extension) if best else ("", "")
