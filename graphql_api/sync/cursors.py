"""Cursors of the change log, which include the viewer and filter. They are sealed, because gaps between the sequence
numbers would reveal hidden changes (docs/decisions/0003)."""

import hashlib
import struct
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from graphql_api.base.cursors import bad_cursor
from graphql_api.base.enums import ResyncReason
from graphql_api.sync.resync import ResyncError
from publishing.access.viewers import Viewer
from publishing.infrastructure import sealed_tokens
from publishing.models import Change

_LOG_CURSOR = struct.Struct(">Q8s8s8s")
_SNAPSHOT_CURSOR = struct.Struct(">Q8s8s8s16s")
_SEAL_BYTES = 16
"""Bytes that sealing adds."""
_NO_CHANGE = bytes(8)
_PURPOSE = b"graphql_api.sync."


def digest(*values: object) -> bytes:
    """Return a hash of eight bytes of some values."""
    return hashlib.blake2b(repr(values).encode(), digest_size=8).digest()


@dataclass(frozen=True)
class LogCursor:
    """A position in the log, for a viewer and a filter. `change_digest` identifies the change at that position, which
    is missing from a log that was restored or truncated."""

    sequence: int
    change_digest: bytes
    viewer: bytes
    filter_digest: bytes

    @classmethod
    def at(cls, change: Change | None, viewer: Viewer, filter_digest: bytes) -> Self:
        """Return the cursor of a change, or the cursor before the first change."""
        change_digest = digest(str(change.item_id), change.event, change.at.timestamp()) if change else _NO_CHANGE
        return cls(change.sequence if change else 0, change_digest, digest(*viewer.key()), filter_digest)

    @classmethod
    def unseal(cls, cursor: str) -> Self:
        """Return the cursor in a sealed text. Raise ResyncError if it was sealed with another key, HubError if it was
        never a cursor."""
        return cls(*_LOG_CURSOR.unpack(_unsealed(cursor, _LOG_CURSOR, b"changes")))

    def seal(self) -> str:
        """Return the sealed text, which is always the same for the same cursor."""
        packed = _LOG_CURSOR.pack(self.sequence, self.change_digest, self.viewer, self.filter_digest)
        return sealed_tokens.seal(packed, _PURPOSE + b"changes")

    def check(self, viewer: Viewer, filter_digest: bytes) -> None:
        """Raise ResyncError if continuing from here could miss changes."""
        if self.viewer != digest(*viewer.key()):
            raise ResyncError(ResyncReason.VIEWER_CHANGED)
        if self.filter_digest != filter_digest:
            raise ResyncError(ResyncReason.FILTER_CHANGED)
        change = Change.objects.filter(pk=self.sequence).first() if self.sequence else None
        if LogCursor.at(change, viewer, filter_digest) != self:
            raise ResyncError(ResyncReason.LOG_CHANGED)


@dataclass(frozen=True)
class SnapshotCursor:
    """How far a snapshot has been read: the log cursor that it started from, and its last item."""

    log_cursor: LogCursor
    last: UUID

    @classmethod
    def unseal(cls, cursor: str) -> Self:
        """Return the cursor in a sealed text; raises the same errors as LogCursor.unseal."""
        *log_cursor, last = _SNAPSHOT_CURSOR.unpack(_unsealed(cursor, _SNAPSHOT_CURSOR, b"snapshot"))
        return cls(LogCursor(*log_cursor), UUID(bytes=last))

    def seal(self) -> str:
        """Return the sealed text."""
        log_cursor = self.log_cursor
        packed = _SNAPSHOT_CURSOR.pack(
            log_cursor.sequence, log_cursor.change_digest, log_cursor.viewer, log_cursor.filter_digest, self.last.bytes
        )
        return sealed_tokens.seal(packed, _PURPOSE + b"snapshot")


def _unsealed(cursor: str, shape: struct.Struct, purpose: bytes) -> bytes:
    try:
        return sealed_tokens.unseal(cursor, _PURPOSE + purpose)
    except sealed_tokens.SealError:
        try:
            size = len(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)))
        except ValueError:
            raise bad_cursor() from None
        if size != shape.size + _SEAL_BYTES:
            raise bad_cursor() from None
        raise ResyncError(ResyncReason.UNKNOWN_CURSOR) from None
