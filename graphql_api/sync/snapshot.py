"""Everything that matches a filter, in slices, with the log cursor from which `changes` continues.

The log cursor is taken before the first slice and repeated in every slice. Each slice contains the content current at
its time: `changes` repeats everything that changed since the cursor, so together they are consistent.
"""

from datetime import datetime
from typing import Annotated

import strawberry
from django.utils import timezone

from graphql_api.base.cache_tags import CLOCK_MAX_AGE
from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import RequestContext, build_nodes
from graphql_api.content.lists.connections import After, First, Info
from graphql_api.content.lists.slices import check_page_size
from graphql_api.sync.changes import PAGE, newest_visible_change
from graphql_api.sync.cursors import LogCursor, SnapshotCursor
from graphql_api.sync.filters import Filter, SyncFilter, resolve_or_resync
from graphql_api.sync.resync import ResyncError, ResyncRequired


@strawberry.type(description="A slice of a snapshot. No item appears twice.")
class ContentSnapshot:
    nodes: list[Content] = strawberry.field(description="The items, in no particular order.")
    next_page: str | None = strawberry.field(
        description="The cursor to pass as `after` for the next slice; null in the last slice."
    )
    cursor: str = strawberry.field(
        description="The cursor to pass as `after` to `changes` after the last slice. The same in every slice."
    )
    server_time: datetime = strawberry.field(description="The hub's time when the response was created.")


ContentSnapshotResult = Annotated[
    ContentSnapshot | ResyncRequired,
    strawberry.union("ContentSnapshotResult", description="A slice of a snapshot, or a notice to restart it."),
]


@strawberry.type
class SnapshotQuery:
    @field("All matching content, to create a copy that `changes` then keeps up to date.", size=PAGE)
    def snapshot(
        self, info: Info, first: First, after: After = None, filter: Filter = None
    ) -> ContentSnapshotResult | None:
        return snapshot_page(info.context, after, check_page_size(first), filter)


def snapshot_page(
    context: RequestContext, cursor: str | None, size: int, sync_filter: SyncFilter | None
) -> ContentSnapshot | ResyncRequired:
    """Return a slice of the matching items, or that the snapshot must be restarted."""
    context.cache_tags.add_list()
    context.cache_tags.limit_age(CLOCK_MAX_AGE)
    try:
        resolved_filter = resolve_or_resync(context, sync_filter, cursor)
        items = resolved_filter.items().slim().order_by("pk")
        if cursor is None:
            log_cursor = LogCursor.at(newest_visible_change(context), context.viewer, resolved_filter.digest)
        else:
            snapshot_cursor = SnapshotCursor.unseal(cursor)
            log_cursor = snapshot_cursor.log_cursor
            log_cursor.check(context.viewer, resolved_filter.digest)
            items = items.filter(pk__gt=snapshot_cursor.last)
    except ResyncError as error:
        return ResyncRequired(reason=error.reason, server_time=timezone.now())
    found = list(items[: size + 1])
    return ContentSnapshot(
        nodes=build_nodes(context, found[:size]),
        next_page=SnapshotCursor(log_cursor, found[size - 1].pk).seal() if len(found) > size else None,
        cursor=log_cursor.seal(),
        server_time=timezone.now(),
    )
