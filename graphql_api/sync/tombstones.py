"""Why content was removed, by its last change that is visible to the viewer.

An item whose audience no longer includes the viewer looks exactly like a withdrawn item, whatever happens to it later.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

import strawberry

from graphql_api.base.enums import ContentTombstoneReason
from graphql_api.content.base import Content
from graphql_api.content.context import NodeBatch, RequestContext
from publishing.kinds import RemovalReason
from publishing.models import Change, ContentItem
from publishing.text.urls import valid_url_or_none


@strawberry.type(description="A marker for content that should be deleted.")
class ContentTombstone:
    reason: ContentTombstoneReason = strawberry.field(description="The reason.")
    superseded_by: Content | None = strawberry.field(
        default=None, description="The content that replaces it, if SUPERSEDED."
    )
    moved_to: str | None = strawberry.field(default=None, description="The path or URL to which it moved, if MOVED.")


class _LastChange(NamedTuple):
    """The last visible change of an item."""

    event: str
    superseded_by: UUID | None
    moved_to: str


def build_tombstones(context: RequestContext, items: Collection[ContentItem]) -> dict[UUID, ContentTombstone]:
    """Return the tombstone of each item. All items must be hidden from the viewer."""
    last_changes = _last_changes(context, items)
    # An item may have expired although the expiry has not been recorded yet.
    gone = ContentItem.objects.tombstones_for(context.viewer, off_site=True)
    live = [item.pk for item in items if item.is_live]
    expired = set(gone.filter(pk__in=live).values_list("pk", flat=True))
    successors = _successors(context, items, last_changes)
    locations = _visible_locations(context, (last_change.moved_to for last_change in last_changes.values()))

    def tombstone(item: ContentItem) -> ContentTombstone:
        last_change = last_changes.get(item.pk)
        if item.pk in expired or (last_change and last_change.event == RemovalReason.EXPIRED):
            return ContentTombstone(reason=ContentTombstoneReason.EXPIRED)
        if last_change and last_change.event == RemovalReason.SUPERSEDED and (item.pk in successors):
            return ContentTombstone(reason=ContentTombstoneReason.SUPERSEDED, superseded_by=successors[item.pk])
        if last_change and last_change.event == RemovalReason.MOVED and last_change.moved_to in locations:
            return ContentTombstone(reason=ContentTombstoneReason.MOVED, moved_to=last_change.moved_to)
        if last_change and last_change.event == RemovalReason.RETRACTED:
            return ContentTombstone(reason=ContentTombstoneReason.RETRACTED)
        # A hidden successor or new path does not exist for the viewer: then the item was only withdrawn.
        return ContentTombstone(reason=ContentTombstoneReason.WITHDRAWN)

    return {item.pk: tombstone(item) for item in items}


def _last_changes(context: RequestContext, items: Iterable[ContentItem]) -> dict[UUID, _LastChange]:
    changes = (
        Change.objects.filter(item__in=[item.pk for item in items]).visible_to(context.viewer).order_by("sequence")
    )
    rows = changes.values_list("item_id", "event", "superseded_by", "moved_to")
    return {item_id: _LastChange(*last_change) for item_id, *last_change in rows}


def _successors(
    context: RequestContext, items: Iterable[ContentItem], last_changes: dict[UUID, _LastChange]
) -> dict[UUID, Content]:
    by_locale: dict[str, dict[UUID, UUID]] = defaultdict(dict)
    for item in items:
        last_change = last_changes.get(item.pk)
        if last_change and last_change.superseded_by:
            by_locale[item.locale][item.pk] = last_change.superseded_by
    found: dict[UUID, Content] = {}
    for locale, targets in by_locale.items():
        nodes = NodeBatch(context, [], locale).load_nodes(targets.values())
        found |= {item_id: nodes[target] for item_id, target in targets.items() if target in nodes}
    return found


def _visible_locations(context: RequestContext, moved_to: Iterable[str]) -> set[str]:
    """The external URLs, and the paths of content that the viewer may read."""
    locations = {location for location in moved_to if location.startswith("/") or valid_url_or_none(location)}
    paths = {location for location in locations if location.startswith("/")}
    known = context.visible_items().filter(path__in=paths).values_list("path", flat=True)
    return (locations - paths) | {path for path in known if path}
