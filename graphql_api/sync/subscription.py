"""The subscription `changes`. Each event executes the operation again, from the end of the previous event."""

from dataclasses import dataclass

import strawberry
from strawberry import UNSET

from graphql_api.base.cost_directives import ListSize
from graphql_api.base.fields import field
from graphql_api.content.context import RequestContext
from graphql_api.sync.changes import After, ContentChanges, ContentChangesResult, changes_since, newest_visible_change
from graphql_api.sync.cursors import LogCursor
from graphql_api.sync.filters import Filter, ResolvedFilter
from graphql_api.sync.resync import ResyncRequired

EVENT_SIZE = 50
"""The maximum number of changes in an event."""


@dataclass
class StreamContext(RequestContext):
    """The context of one event: the cursor of the stream, and its last result."""

    cursor: str | None = None
    last_result: ContentChanges | ResyncRequired | None = None


@strawberry.type(description="Live updates, as server-sent events at `/graphql/stream`.")
class Subscription:
    @field(
        "The changes after a cursor, or from now on if there is no cursor. The first event is sent immediately.",
        size=ListSize(assumed_size=EVENT_SIZE, sized_fields=["nodes"], require_one_slicing_argument=UNSET),
    )
    def changes(
        self, info: strawberry.Info[StreamContext, None], after: After = None, filter: Filter = None
    ) -> ContentChangesResult:
        context = info.context
        cursor = context.cursor or after
        if cursor is None:
            resolved_filter = ResolvedFilter.of(context, filter)
            cursor = LogCursor.at(newest_visible_change(context), context.viewer, resolved_filter.digest).seal()
        context.last_result = changes_since(context, cursor, EVENT_SIZE, filter)
        return context.last_result
