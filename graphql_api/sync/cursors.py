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

_PLACE = struct.Struct(">Q8s8s8s")
_PAGE = struct.Struct(">Q8s8s8s16s")
_TAG = 16
"""Bytes that sealing adds."""
_NOWHERE = bytes(8)


def digest(*facts: object) -> bytes:
    """Return eight bytes that stand for some facts."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=8).digest()


@dataclass(frozen=True)
class Place:
    """A place in the log, for a viewer and a filter. `mark` stands for the change there, which a log that was restored
    or shortened does not have."""

    sequence: int
    mark: bytes
    viewer: bytes
    wanted: bytes

    @classmethod
    def at(cls, change: Change | None, viewer: Viewer, wanted: bytes) -> Self:
        """Return the place of a change; without one, that before the first."""
        mark = digest(str(change.item_id), change.event, change.at.timestamp()) if change else _NOWHERE
        return cls(change.sequence if change else 0, mark, _digest_of(viewer), wanted)

    @classmethod
    def unseal(cls, cursor: str) -> Self:
        """Return the place a cursor stands for. Raises ResyncError for one that only another key can have made, a
        HubError for what never was one."""
        return cls(*_PLACE.unpack(_unsealed(cursor, _PLACE, b"changes")))

    def seal(self) -> str:
        """Return the cursor: the same place has always the same."""
        return _sealed(_PLACE.pack(self.sequence, self.mark, self.viewer, self.wanted), b"changes")

    def check(self, viewer: Viewer, wanted: bytes) -> None:
        """Raise ResyncError where going on from here would miss something."""
        if self.viewer != _digest_of(viewer):
            raise ResyncError(ResyncReason.VIEWER_CHANGED)
        if self.wanted != wanted:
            raise ResyncError(ResyncReason.FILTER_CHANGED)
        change = Change.objects.filter(pk=self.sequence).first() if self.sequence else None
        if Place.at(change, viewer, wanted) != self:
            raise ResyncError(ResyncReason.LOG_CHANGED)


@dataclass(frozen=True)
class SnapshotPage:
    """How far a snapshot has been read: the place in the log that it belongs to, and its last item."""

    place: Place
    last: UUID

    @classmethod
    def unseal(cls, cursor: str) -> Self:
        """Return what a cursor stands for; raises as Place.unseal does."""
        *place, last = _PAGE.unpack(_unsealed(cursor, _PAGE, b"snapshot"))
        return cls(Place(*place), UUID(bytes=last))

    def seal(self) -> str:
        """Return the cursor."""
        place = self.place
        packed = _PAGE.pack(place.sequence, place.mark, place.viewer, place.wanted, self.last.bytes)
        return _sealed(packed, b"snapshot")


def _digest_of(viewer: Viewer) -> bytes:
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
        return len(urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))) == shape.size + _TAG
    except ValueError:
        return False
