"""Cursors of the log: a place, and what it was asked for. Sealed, because the gaps between numbers would tell of hidden
changes (docs/decisions/0003)."""

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


def digest(*facts: object) -> bytes:
    """Return eight bytes that stand for some facts."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=8).digest()


@dataclass(frozen=True)
class LogCursor:
    """A place in the log, for a viewer and a filter. `mark` stands for the change there, which a log that was restored
    or shortened does not have."""

    sequence: int
    change_digest: bytes
    viewer: bytes
    filter_digest: bytes

    @classmethod
    def at(cls, change: Change | None, viewer: Viewer, filter_digest: bytes) -> Self:
        """Return the place of a change; without one, that before the first."""
        change_digest = digest(str(change.item_id), change.event, change.at.timestamp()) if change else _NO_CHANGE
        return cls(change.sequence if change else 0, change_digest, _viewer_digest(viewer), filter_digest)

    @classmethod
    def unseal(cls, cursor: str) -> Self:
        """Return the place a cursor stands for. Raises ResyncError for one that only another key can have made, a
        HubError for what never was one."""
        return cls(*_LOG_CURSOR.unpack(_unsealed(cursor, _LOG_CURSOR, b"changes")))

    def seal(self) -> str:
        """Return the cursor: the same place has always the same."""
        return _sealed(_LOG_CURSOR.pack(self.sequence, self.change_digest, self.viewer, self.filter_digest), b"changes")

    def check(self, viewer: Viewer, filter_digest: bytes) -> None:
        """Raise ResyncError where going on from here would miss something."""
        if self.viewer != _viewer_digest(viewer):
            raise ResyncError(ResyncReason.VIEWER_CHANGED)
        if self.filter_digest != filter_digest:
            raise ResyncError(ResyncReason.FILTER_CHANGED)
        change = Change.objects.filter(pk=self.sequence).first() if self.sequence else None
        if LogCursor.at(change, viewer, filter_digest) != self:
            raise ResyncError(ResyncReason.LOG_CHANGED)


@dataclass(frozen=True)
class SnapshotCursor:
    """How far a snapshot has been read: the place in the log that it belongs to, and its last item."""

    log_cursor: LogCursor
    last: UUID

    @classmethod
    def unseal(cls, cursor: str) -> Self:
        """Return what a cursor stands for; raises as Place.unseal does."""
        *log_cursor, last = _SNAPSHOT_CURSOR.unpack(_unsealed(cursor, _SNAPSHOT_CURSOR, b"snapshot"))
        return cls(LogCursor(*log_cursor), UUID(bytes=last))

    def seal(self) -> str:
        """Return the cursor."""
        log_cursor = self.log_cursor
        packed = _SNAPSHOT_CURSOR.pack(
            log_cursor.sequence, log_cursor.change_digest, log_cursor.viewer, log_cursor.filter_digest, self.last.bytes
        )
        return _sealed(packed, b"snapshot")


def _viewer_digest(viewer: Viewer) -> bytes:
    return digest(*viewer.key())


def _sealed(data: bytes, purpose: bytes) -> str:
    return sealed_tokens.seal(data, b"graphql_api.sync." + purpose)


def _unsealed(cursor: str, shape: struct.Struct, purpose: bytes) -> bytes:
    try:
        return sealed_tokens.unseal(cursor, b"graphql_api.sync." + purpose)
    except sealed_tokens.SealError:
        if not _may_have_been_one(cursor, shape):
            raise bad_cursor() from None
        raise ResyncError(ResyncReason.UNKNOWN_CURSOR) from None


def _may_have_been_one(cursor: str, shape: struct.Struct) -> bool:
    try:
        return len(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))) == shape.size + _SEAL_BYTES
    except ValueError:
        return False
