"""The change log as a viewer may see it: enough to keep a copy up to date, and nothing about hidden content.

A change is returned if the edition before or after it was visible to the viewer and matched the filter. It is returned
with the current content of the item.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import strawberry
from django.utils import timezone

from graphql_api.base.cache_tags import CLOCK_MAX_AGE
from graphql_api.base.cost_directives import sized_by
from graphql_api.base.enums import ContentTombstoneReason
from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import RequestContext, build_nodes
from graphql_api.content.lists.connections import First, Info
from graphql_api.content.lists.slices import check_page_size
from graphql_api.sync.cursors import LogCursor
from graphql_api.sync.filters import Filter, ResolvedFilter, SyncFilter, resolve_or_resync
from graphql_api.sync.resync import ResyncError, ResyncRequired
from graphql_api.sync.tombstones import ContentTombstone, build_tombstones
from publishing.kinds import Kind
from publishing.models import Change as Row
from publishing.models import ContentItem

PAGE = sized_by("first", fields=("nodes",))
MAX_SCANNED = 1_000
"""How many visible changes are compared with a filter for one slice. Only visible changes count, so the limit reveals
nothing hidden: the slice is then short, and the next one continues from there."""


@strawberry.type(description="A change to an item. Store `content`, or delete your copy if it is null.")
class ContentChange:
    cursor: str = strawberry.field(description="The cursor of this entry. Pass it as `after` to continue from here.")
    at: datetime = strawberry.field(description="When the change happened.")
    id: strawberry.ID = strawberry.field(description="The `id` of the item.")
    content_id: strawberry.ID = strawberry.field(description="The `contentId` of the item.")
    locale: str = strawberry.field(description="The language of the item.")
    kind: Kind = strawberry.field(description="The kind of the item.")
    content: Content | None = strawberry.field(
        description="The current content of the item; null if your copy should be deleted."
    )
    tombstone: ContentTombstone | None = strawberry.field(
        description="Why your copy should be deleted; null if the item is still available."
    )


@strawberry.type(description="A slice of the changes, in chronological order.")
class ContentChanges:
    nodes: list[ContentChange] = strawberry.field(
        description="The changes; there may be fewer than requested even if more follow."
    )
    cursor: str = strawberry.field(description="The cursor to store with your copy and pass as `after` next time.")
    has_next_page: bool = strawberry.field(
        description="Whether more changes are available now. If false, request again later."
    )
    server_time: datetime = strawberry.field(description="The hub's time when the response was created.")


ContentChangesResult = Annotated[
    ContentChanges | ResyncRequired,
    strawberry.union(
        "ContentChangesResult", description="A slice of the changes, or a notice that your cursor is no longer valid."
    ),
]
After = Annotated[
    str | None,
    strawberry.argument(
        description="The cursor of your copy, from `snapshot` or from the last changes that you received."
    ),
]


@strawberry.type
class ChangesQuery:
    @field("The changes since a cursor, oldest first; from the beginning if there is no cursor.", size=PAGE)
    def changes(
        self, info: Info, first: First, after: After = None, filter: Filter = None
    ) -> ContentChangesResult | None:
        return changes_since(info.context, after, check_page_size(first), filter)

    @field("The cursor of the newest change that you may see, for `changes` without a filter.")
    def revision(self, info: Info) -> str | None:
        return LogCursor.at(
            newest_visible_change(info.context), info.context.viewer, ResolvedFilter.of(info.context, None).digest
        ).seal()


def changes_since(
    context: RequestContext, cursor: str | None, size: int, sync_filter: SyncFilter | None
) -> ContentChanges | ResyncRequired:
    """Return a slice of the changes since a cursor, or that the cursor is no longer valid."""
    context.cache_tags.limit_age(CLOCK_MAX_AGE)  # it contains the current time
    try:
        resolved_filter = resolve_or_resync(context, sync_filter, cursor)
        start = LogCursor.at(None, context.viewer, resolved_filter.digest)
        if cursor is not None:
            start = LogCursor.unseal(cursor)
            start.check(context.viewer, resolved_filter.digest)
    except ResyncError as error:
        return ResyncRequired(reason=error.reason, server_time=timezone.now())
    log_slice = _read_slice(resolved_filter, start.sequence, size)
    end = LogCursor.at(log_slice.end, context.viewer, resolved_filter.digest) if log_slice.end else start
    return ContentChanges(
        nodes=_build_changes(resolved_filter, log_slice.rows),
        cursor=end.seal(),
        has_next_page=log_slice.has_more,
        server_time=timezone.now(),
    )


def newest_visible_change(context: RequestContext) -> Row | None:
    """Return the newest change that is visible to the viewer."""
    context.cache_tags.add_list()
    newest = Row.objects.sequences_visible_to(context.viewer, 1, newest=True)
    return Row.objects.get(pk=newest[0]) if newest else None


@dataclass(frozen=True)
class _LogSlice:
    """Rows of the log, and the row at the end of the slice, which may have been filtered out."""

    rows: Sequence[Row]
    end: Row | None
    has_more: bool = False


def _read_slice(resolved_filter: ResolvedFilter, after: int, size: int) -> _LogSlice:
    """Read a slice. The end of the log is read first: changes appended after that belong to the next slice."""
    newest = newest_visible_change(resolved_filter.context)
    if newest is None or newest.sequence <= after:
        return _LogSlice([], newest if newest and newest.sequence > after else None)
    log = Row.objects.filter(sequence__gt=after, sequence__lte=newest.sequence)
    # These filters need more than the indexed columns of the log.
    limit = MAX_SCANNED if resolved_filter.targets or resolved_filter.locales is not None else size
    scanned = log.sequences_visible_to(resolved_filter.context.viewer, limit + 1, kinds=resolved_filter.kinds)
    rows = list(
        resolved_filter.filter_changes(Row.objects.filter(pk__in=scanned[:limit])).order_by("sequence")[: size + 1]
    )
    if len(rows) > size:
        return _LogSlice(rows[:size], rows[size - 1], has_more=True)
    if len(scanned) > limit:
        return _LogSlice(rows, Row.objects.get(pk=scanned[limit - 1]), has_more=True)
    return _LogSlice(rows, newest)


def _build_changes(resolved_filter: ResolvedFilter, rows: Sequence[Row]) -> list[ContentChange]:
    """Return the changes with the current content of their items, or with tombstones."""
    items = ContentItem.objects.in_bulk({row.item_id for row in rows})
    found = build_nodes(resolved_filter.context, resolved_filter.items().slim().filter(pk__in=items))
    nodes = {node.item.pk: node for node in found}
    hidden = [item for item in items.values() if item.pk not in nodes]
    filtered_out = set(
        resolved_filter.context.visible_items().filter(pk__in=[item.pk for item in hidden]).values_list("pk", flat=True)
    )
    tombstones = build_tombstones(resolved_filter.context, [item for item in hidden if item.pk not in filtered_out])
    tombstones |= {pk: ContentTombstone(reason=ContentTombstoneReason.LEFT_FILTER) for pk in filtered_out}
    return [
        ContentChange(
            cursor=LogCursor.at(row, resolved_filter.context.viewer, resolved_filter.digest).seal(),
            at=row.at,
            id=strawberry.ID(str(row.item_id)),
            content_id=strawberry.ID(str(items[row.item_id].content_id)),
            locale=items[row.item_id].locale,
            kind=Kind(row.kind),
            content=nodes.get(row.item_id),
            tombstone=tombstones.get(row.item_id),
        )
        for row in rows
    ]
