"""Keyset pagination, newest first: the cursor is a position in the list, so that every slice costs the same."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.utils.translation import gettext as _

from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.models.items import ContentItemQuerySet

SLICE_SIZE = 20
NEWEST = ("-updated_at", "-id")


@dataclass(frozen=True)
class Slice:
    """A slice of a list, with the cursors of the slices around it; an empty cursor means that there is none."""

    items: tuple[ContentItem, ...]
    before: str = ""
    after: str = ""


def encode_cursor(item: ContentItem) -> str:
    """Return the cursor of an item."""
    return base64.urlsafe_b64encode(f"{item.updated_at.isoformat()} {item.pk}".encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[datetime, UUID]:
    """Return the time and the id in a cursor; raise BadRequest if it is not one."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        time, key = text.split(" ")
        at = datetime.fromisoformat(time)
        if at.tzinfo is None:
            raise ValueError("a cursor's time has a zone")
        return at.astimezone(UTC), UUID(key)
    except (ValueError, OverflowError) as error:
        raise BadRequest(_("This address is for a page of the list that does not exist.")) from error


def newest_slice(
    rows: ContentItemQuerySet, *details: str, after: str = "", before: str = "", size: int = SLICE_SIZE
) -> Slice:
    """Return the slice after or before a cursor, or else the first one: one query."""
    if before:
        at, key = decode_cursor(before)
        newer = rows.filter(Q(updated_at__gt=at) | Q(updated_at=at, pk__gt=key))
        found = _read(newer, ("updated_at", "id"), size + 1, details)
        items = found[:size][::-1]
        has_newer, has_older = len(found) > size, True
    else:
        if after:
            at, key = decode_cursor(after)
            rows = rows.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=key))
        found = _read(rows, NEWEST, size + 1, details)
        items = found[:size]
        has_newer, has_older = bool(after), len(found) > size
    return Slice(
        tuple(items),
        before=encode_cursor(items[0]) if items and has_newer else "",
        after=encode_cursor(items[-1]) if items and has_older else "",
    )


def _read(rows: ContentItemQuerySet, order: tuple[str, ...], limit: int, details: tuple[str, ...]) -> list[ContentItem]:
    return read_details(with_details(rows.first_in(order, limit).slim(), *details)[:limit])
