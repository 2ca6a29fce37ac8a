"""Everything that matches a filter, in pages, and the place in the log from which `changes` goes on.

The place is taken before the first page is read, and every page repeats it. Pages are read as things are then: what
changed since the place is told again by `changes`, so that the two together are true, however long the reading takes.
"""

from datetime import datetime
from typing import Annotated

import strawberry
from django.utils import timezone

from graphql_api.base.cache_tags import CLOCK_MAX_AGE
from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.connections import After, First, Info
from graphql_api.content.lists.keyset import SliceArguments
from graphql_api.sync.changes import PAGE, load_nodes_by_id, newest_visible_change
from graphql_api.sync.cursors import LogCursor, SnapshotCursor
from graphql_api.sync.filters import Filter, ResolvedFilter, SyncFilter
from graphql_api.sync.resync import ResyncError, ResyncRequired


@strawberry.type(description="A batch of a snapshot. No item appears twice.")
class Snapshot:
    nodes: list[Content] = strawberry.field(description="The items, in no particular order.")
    next_page: str | None = strawberry.field(
        description="The cursor to pass as `after` for the next batch; null in the last batch."
    )
    cursor: str = strawberry.field(
        description="The cursor to pass as `after` to `changes` after the last batch. The same in every batch."
    )
    server_time: datetime = strawberry.field(description="The hub's time when the response was created.")


SnapshotResult = Annotated[
    Snapshot | ResyncRequired,
    strawberry.union("SnapshotResult", description="A batch of a snapshot, or a notice to restart it."),
]


@strawberry.type
class SnapshotQuery:
    @field("All matching content, to create a copy that `changes` then keeps up to date.", size=PAGE)
    def snapshot(self, info: Info, first: First = None, after: After = None, filter: Filter = None) -> SnapshotResult:
        return snapshot_page(info.context, after, SliceArguments(first).size, filter)


def snapshot_page(
    context: RequestContext, cursor: str | None, size: int, sync_filter: SyncFilter | None
) -> Snapshot | ResyncRequired:
    """Return a page of what matches, or that the snapshot cannot be gone on with."""
    context.cache_tags.add_list()
    context.cache_tags.limit_age(CLOCK_MAX_AGE)
    resolved_filter = ResolvedFilter.of(context, sync_filter)
    items = resolved_filter.items().slim().order_by("pk")
    try:
        if cursor is None:
            log_cursor = LogCursor.at(newest_visible_change(context), context.viewer, resolved_filter.digest)
        else:
            page = SnapshotCursor.unseal(cursor)
            log_cursor = page.log_cursor
            log_cursor.check(context.viewer, resolved_filter.digest)
            items = items.filter(pk__gt=page.last)
    except ResyncError as error:
        return ResyncRequired(reason=error.reason, server_time=timezone.now())
    found = list(items[: size + 1])
    nodes = load_nodes_by_id(context, found[:size])
    return Snapshot(
        nodes=[nodes[item.pk] for item in found[:size]],
        next_page=SnapshotCursor(log_cursor, found[size - 1].pk).seal() if len(found) > size else None,
        cursor=log_cursor.seal(),
        server_time=timezone.now(),
    )
