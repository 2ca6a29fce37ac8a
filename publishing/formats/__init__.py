"""The formats of stored editions, and the upcasts from each format to the next.

An edition is written once, in the format that is current then, and never rewritten, because its hash and signature
cover those bytes. Readers get it in today's format (publishing/formats/reading.py). Which changes need a new format:
docs/decisions/0006-an-edition-has-a-format.md.
"""

from collections.abc import Callable
from typing import Any

from publishing.formats import from_1

Stored = dict[str, Any]
"""`kind`, and `image`, `body` and `details` as JSON values: what an upcast takes and returns."""

FORMAT = 2
"""The newest format, in which editions are written and read."""

UPCASTS: dict[int, Callable[[Stored], Stored]] = {1: from_1.upcast}
"""The upcast from each format to the next. Each is a pure function in a file of its own."""


def upcast(stored: Stored, format_: int) -> Stored:
    """Return stored content in the newest format. Content in a still newer format is returned unchanged."""
    for number in range(format_, FORMAT):
        stored = UPCASTS[number](stored)
    return stored
