"""Opaque cursors: positions in lists of items, and sealed sequence numbers of the change log."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from graphql_api.base.errors import Code, HubError
from publishing.infrastructure import sealed_tokens
from publishing.models import ContentItem

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PURPOSE = b"graphql_api.changes"


@dataclass(frozen=True)
class Position:
    """A position in a list that is sorted by (updated_at, id)."""

    updated_at: datetime
    id: UUID

    @classmethod
    def of(cls, item: ContentItem) -> "Position":
        """Return the position of an item."""
        return cls(item.updated_at, item.pk)

    def encode(self) -> str:
        """Return the cursor."""
        since = (self.updated_at - _EPOCH) // _MICROSECOND
        return urlsafe_b64encode(since.to_bytes(8, "big", signed=True) + self.id.bytes).decode().rstrip("=")

    @classmethod
    def decode(cls, cursor: str) -> "Position":
        """Return the position of a cursor. Raise BAD_CURSOR if it is invalid."""
        data = _decode(cursor, 24)
        try:
            since = timedelta(microseconds=int.from_bytes(data[:8], "big", signed=True))
            return cls(_EPOCH + since, UUID(bytes=data[8:]))
        except OverflowError:
            raise bad_cursor() from None


def encode_number(number: int) -> str:
    """Return the cursor of a place in a list that only grows at its start."""
    return urlsafe_b64encode(number.to_bytes(4, "big")).decode().rstrip("=")


def decode_number(cursor: str) -> int:
    """Return the place of a cursor. Raise BAD_CURSOR if it is invalid."""
    return int.from_bytes(_decode(cursor, 4), "big")


def _decode(cursor: str, length: int) -> bytes:
    try:
        data = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError:
        raise bad_cursor() from None
    if len(data) != length:
        raise bad_cursor()
    return data


def seal(sequence: int) -> str:
    """Return an encrypted token of a sequence number, whose gaps would otherwise reveal hidden changes."""
    return sealed_tokens.seal(sequence.to_bytes(8, "big"), _PURPOSE)


def bad_cursor() -> HubError:
    """Return the error for an invalid cursor."""
    return HubError(Code.BAD_CURSOR, "This cursor does not belong to this list. Start again without a cursor.")
