"""The formats of stored editions, and how what is stored in an older one is read: upcasts, one from each to the next.

An edition is written once, in the format of its day, and never rewritten: its hash and what is signed of it are of
those bytes. Readers get it in today's shape (publishing/formats/reading.py). Which changes need a new format:
docs/decisions/0006-an-edition-has-a-format.md.
"""

from collections.abc import Callable
from typing import Any

Stored = dict[str, Any]
"""`kind`, and `image`, `body` and `details` as JSON values: all that an upcast takes and returns."""

FORMAT = 1
"""The newest: what this software writes, and the shape in which everything is read."""

UPCASTS: dict[int, Callable[[Stored], Stored]] = {}
"""By format, what makes the next one of it: `1: from_1.upcast`. Each is pure, and has a file of its own."""


def upcast(stored: Stored, format_: int) -> Stored:
    """Return what is stored in a format as it is in the newest. One that is newer still stays as it is."""
    for number in range(format_, FORMAT):
        stored = UPCASTS[number](stored)
    return stored
