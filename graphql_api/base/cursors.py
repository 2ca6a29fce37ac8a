"""Opaque cursors: places in lists of items, and sealed places in the log of changes."""

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
    """A place in a list that is sorted by (updated_at, id)."""

    updated_at: datetime
    id: UUID

    @classmethod
    def of(cls, item: ContentItem) -> "Position":
        """Return an item's place."""
        return cls(item.updated_at, item.pk)

    def encode(self) -> str:
        """Return the cursor."""
        since = (self.updated_at - _EPOCH) // _MICROSECOND
        return _text(since.to_bytes(8, "big", signed=True) + self.id.bytes)

    @classmethod
    def decode(cls, cursor: str) -> "Position":
        """Return the place a cursor stands for; BAD_CURSOR when it stands for none."""
        data = _bytes(cursor)
        if len(data) != 24:
            raise bad_cursor()
        try:
            since = timedelta(microseconds=int.from_bytes(data[:8], "big", signed=True))
            return cls(_EPOCH + since, UUID(bytes=data[8:]))
        except OverflowError:
            raise bad_cursor() from None


def seal(sequence: int) -> str:
    """Return a token for a place in the log. Sealed, because the gaps between numbers would tell of hidden changes."""
    return sealed_tokens.seal(sequence.to_bytes(8, "big"), _PURPOSE)


def bad_cursor() -> HubError:
    """Return the error for a cursor that was not given out here."""
    return HubError(Code.BAD_CURSOR, "This cursor does not belong to this list. Start again without a cursor.")


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError:
        raise bad_cursor() from None
