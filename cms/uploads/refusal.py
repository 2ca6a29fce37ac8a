"""Why a file is not taken. Wagtail's screen for many files puts the text into its page as HTML: nothing that the
file or its name says may be part of it, except letters and digits."""

from typing import BinaryIO

import puremagic
from django.core.exceptions import ValidationError

LONGEST_LOOK = 4096


class RefusedFile(ValidationError):  # noqa: N818 - it is an answer to the editor, not a fault of ours
    """The file is not taken; the message says why and what to do."""


def described(file: BinaryIO) -> str:
    """Say what the content looks like, for a message: `HTML document`; nothing when it is not recognised."""
    file.seek(0)
    start = file.read(LONGEST_LOOK)
    file.seek(0)
    try:
        name = puremagic.magic_string(start)[0].name if start else ""
    except puremagic.PureError:
        return ""
    return "".join(letter for letter in name if letter.isalnum() or letter in " -().+/")
