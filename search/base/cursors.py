"""Opaque cursors: where in a list of hits a page ended."""

import json
from dataclasses import dataclass
from uuid import UUID

from publishing.infrastructure.sealed_tokens import SealError, seal, unseal
from search.base.requests import SearchError

_PURPOSE = b"search.cursors"


@dataclass(frozen=True)
class CursorPosition:
    """A place in a list of hits: how many come before it, and the last of them.

    The count alone would repeat or skip a hit when something is published between two pages.
    """

    offset: int
    item_id: UUID
    values: tuple[float | str, ...] = ()
    """By what an engine sorted the last hit, where it goes on from that."""
    frozen: str = ""
    """The engine's name for the state of the index that the list is read from, where it keeps one."""
    sequence: int = 0
    mark: str = ""
    """How far in the log that state is."""


def encode_cursor(place: CursorPosition) -> str:
    """Return the cursor of a place. Sealed, because it may hold a place in the log."""
    facts = (place.offset, str(place.item_id), place.values, place.frozen, place.sequence, place.mark)
    return seal(json.dumps(facts, separators=(",", ":")).encode(), _PURPOSE)


def decode_cursor(cursor: str) -> CursorPosition:
    """Return the place of a cursor. Raises SearchError for anything that `encode_cursor` did not return."""
    try:
        offset, item_id, values, *state = json.loads(unseal(cursor, _PURPOSE))
    except SealError as error:
        raise SearchError("bad_cursor", "The cursor is not one that a search returned.") from error
    return CursorPosition(offset, UUID(item_id), tuple(values), *state)
