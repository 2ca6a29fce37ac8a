"""The visibility check in the database: an index never has the last word on who may see what."""

from collections.abc import Collection
from uuid import UUID

from publishing.access.viewers import Viewer
from publishing.models import ContentItem


def visible_items(viewer: Viewer, item_ids: Collection[UUID]) -> dict[UUID, ContentItem]:
    """Return the items that the viewer may see, by id, with slim editions, in one SQL query."""
    rows = ContentItem.objects.visible_to(viewer, off_site=True).slim().filter(pk__in=item_ids)
    return {item.pk: item for item in rows}
