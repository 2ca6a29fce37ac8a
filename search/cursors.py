"""Opaque cursors: how many hits came before, and which was the last of them.

The count alone would repeat or skip a hit when something is published between two pages; the last hit is therefore
looked for around its old place, and the page begins after it.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from search.contract import SearchError
from search.engines import Match

WINDOW = 50
DEEPEST = 1_000_000


@dataclass(frozen=True)
class Place:
    """A place in a list of hits."""

    offset: int
    item_id: UUID

    @property
    def start(self) -> int:
        """Where to begin looking for the item."""
        return max(0, self.offset - WINDOW)

    @property
    def span(self) -> int:
        """How many hits to look through for it."""
        return self.offset - self.start + WINDOW

    def skipped(self, matches: Sequence[Match]) -> int:
        """Return how many of the matches, which begin at `start`, come before the page."""
        for number, match in enumerate(matches[: self.span], start=1):
            if match.item_id == self.item_id:
                return number
        return self.offset - self.start


def encode(place: Place) -> str:
    """Return the cursor of a place."""
    return base64.urlsafe_b64encode(place.offset.to_bytes(4, "big") + place.item_id.bytes).decode().rstrip("=")


def decode(cursor: str) -> Place:
    """Return the place of a cursor. Raises SearchError for anything that `encode` did not return."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        offset, item_id = int.from_bytes(raw[:4], "big"), UUID(bytes=raw[4:])
    except (ValueError, binascii.Error) as error:
        raise SearchError("bad_cursor", "The cursor is not one that a search returned.") from error
    if offset > DEEPEST:
        raise SearchError("bad_cursor", "The cursor is not one that a search returned.")
    return Place(offset, item_id)
