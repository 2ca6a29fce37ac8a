"""Opaque cursors: positions in lists of items, and sealed sequence numbers of the change log."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from graphql_api.base.errors import Code, HubError
from publishing.infrastructure import sealed_tokens

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
MAX_KEY = 400
"""Bytes of a sort key in a cursor."""
_PURPOSE = b"graphql_api.changes"


@dataclass(frozen=True)
class Position:
    """A position in a list: what an item is sorted by, and its id."""

    value: datetime | str
    id: UUID

    def encode(self, digest: bytes) -> str:
        """Return the cursor in the list with this digest."""
        value = self.value
        key = value.encode() if isinstance(value, str) else _microseconds(value).to_bytes(8, "big", signed=True)
        return urlsafe_b64encode(digest + self.id.bytes + key).decode().rstrip("=")

    @classmethod
    def decode(cls, cursor: str, digest: bytes, *, is_time: bool) -> "Position":
        """Return the position of a cursor. Raise BAD_CURSOR if it is invalid, or belongs to another list."""
        start = len(digest) + 16
        data = _decode(cursor)
        key = data[start:]
        try:
            value = _time(key) if is_time else key.decode()
        except (ValueError, OverflowError):
            raise bad_cursor() from None
        if data[: len(digest)] != digest or len(data) < start or len(key) > MAX_KEY or "\0" in str(value):
            raise bad_cursor()
        return cls(value, UUID(bytes=data[len(digest) : start]))


def _microseconds(time: datetime) -> int:
    return (time - _EPOCH) // _MICROSECOND


def _time(key: bytes) -> datetime:
    if len(key) != 8:
        raise ValueError(key)
    return _EPOCH + timedelta(microseconds=int.from_bytes(key, "big", signed=True))


def encode_number(number: int) -> str:
    """Return the cursor of a place in a list that only grows at its start."""
    return urlsafe_b64encode(number.to_bytes(4, "big")).decode().rstrip("=")


def decode_number(cursor: str) -> int:
    """Return the place of a cursor. Raise BAD_CURSOR if it is invalid."""
    data = _decode(cursor)
    if len(data) != 4:
        raise bad_cursor()
    return int.from_bytes(data, "big")


def _decode(cursor: str) -> bytes:
    try:
        return urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError:
        raise bad_cursor() from None


def seal(sequence: int) -> str:
    """Return an encrypted token of a sequence number, whose gaps would otherwise reveal hidden changes."""
    return sealed_tokens.seal(sequence.to_bytes(8, "big"), _PURPOSE)


def bad_cursor() -> HubError:
    """Return the error for an invalid cursor."""
    return HubError(
        Code.BAD_CURSOR,
        "This cursor does not belong to this list: its filter or order is different. Start again without a cursor.",
    )
