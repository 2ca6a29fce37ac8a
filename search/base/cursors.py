"""Opaque cursors into search results."""

import json
from dataclasses import dataclass
from uuid import UUID

from publishing.infrastructure.sealed_tokens import SealError, seal, unseal
from search.base.requests import SearchError

_PURPOSE = b"search.cursors"


@dataclass(frozen=True)
class CursorPosition:
    """A position in search results: the number of hits up to it, and the last of them.

    The number alone would repeat or skip a hit if something is published between two pages.
    """

    offset: int
    item_id: UUID
    sort_values: tuple[float | str, ...] = ()
    """The sort values of the last hit, if the engine continues from them."""
    snapshot_id: str = ""
    """The engine's id of the index state that the results come from, if it keeps one."""
    sequence: int = 0
    fingerprint: str = ""
    """The log position of that state."""


def encode_cursor(position: CursorPosition) -> str:
    """Encode a position. The cursor is sealed because it may contain a log position."""
    facts = (
        position.offset,
        str(position.item_id),
        position.sort_values,
        position.snapshot_id,
        position.sequence,
        position.fingerprint,
    )
    return seal(json.dumps(facts, separators=(",", ":")).encode(), _PURPOSE)


def decode_cursor(cursor: str) -> CursorPosition:
    """Decode a cursor. Raises SearchError for anything that `encode_cursor` did not return."""
    try:
        offset, item_id, sort_values, *state = json.loads(unseal(cursor, _PURPOSE))
    except SealError as error:
        raise SearchError("bad_cursor", "This cursor was not returned by a search.") from error
    return CursorPosition(offset, UUID(item_id), tuple(sort_values), *state)
