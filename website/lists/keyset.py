"""Long lists, a page at a time: the cursor is the place in the list, so that a page costs the same wherever it is."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.utils.translation import gettext as _

from publishing.models import ContentItem
from publishing.models.items import ContentItemQuerySet

PAGE_SIZE = 20


@dataclass(frozen=True)
class Listing:
    """One page of a list, newest first."""

    items: tuple[ContentItem, ...]
    before: str = ""
    after: str = ""


def encode(item: ContentItem) -> str:
    """Return the cursor of an item's place."""
    return base64.urlsafe_b64encode(f"{item.updated_at.isoformat()} {item.pk}".encode()).decode().rstrip("=")


def decode(cursor: str) -> tuple[datetime, UUID]:
    """Return what a cursor says; what is no cursor is a bad request."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        moment, key = text.split(" ")
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError("a cursor's time has a zone")
        return at.astimezone(UTC), UUID(key)
    except (ValueError, OverflowError) as error:
        raise BadRequest(_("The address asks for a page of the list that does not exist.")) from error


def newest(rows: ContentItemQuerySet, *, after: str = "", before: str = "", size: int = PAGE_SIZE) -> Listing:
    """Return the page that follows `after`, or precedes `before`, or else the first: one query."""
    if before:
        at, key = decode(before)
        found = list(
            rows.filter(Q(updated_at__gt=at) | Q(updated_at=at, pk__gt=key)).order_by("updated_at", "id")[: size + 1]
        )
        items = found[:size][::-1]
        return Listing(tuple(items), _cursor(items, 0, len(found) > size), _cursor(items, -1, True))
    if after:
        at, key = decode(after)
        rows = rows.filter(Q(updated_at__lt=at) | Q(updated_at=at, pk__lt=key))
    found = list(rows.order_by("-updated_at", "-id")[: size + 1])
    items = found[:size]
    return Listing(tuple(items), _cursor(items, 0, bool(after)), _cursor(items, -1, len(found) > size))


def _cursor(items: list[ContentItem], place: int, there_is_more: bool) -> str:
    return encode(items[place]) if items and there_is_more else ""
