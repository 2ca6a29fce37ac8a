"""The events of streams. Streams with the same operation at the same cursor share events."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Self

from graphql import GraphQLError, GraphQLFormattedError
from strawberry.types.graphql import OperationType

from graphql_api.base.errors import Code, HubError, client_error
from graphql_api.execution.cost.operation_cost import OperationCost
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import execute
from graphql_api.streams.stream_request import StreamRequest
from graphql_api.streams.threads import SharedTasks, run_in_thread
from graphql_api.sync.changes import ContentChanges
from graphql_api.sync.subscription import StreamContext
from publishing.access.viewers import Viewer

RETRYABLE = {Code.INTERNAL.value, Code.OVER_TIME.value}
"""Errors after which a client should reconnect: they are not caused by its operation."""


@dataclass(frozen=True)
class StreamEvent:
    """One event."""

    data: str
    cursor: str | None = None
    """Where the next event starts; None if the stream cannot continue."""
    has_changes: bool = True
    has_more: bool = False
    """Whether the next event is available at once."""
    is_retryable: bool = False
    """Whether the stream cannot continue because of an error on our side: then the client should reconnect."""

    @classmethod
    def from_error(cls, error: GraphQLError) -> Self:
        """Return an event that reports an error and ends the stream."""
        return cls(_to_json({"errors": [error.formatted]}), is_retryable=_is_retryable(error.formatted))


class StreamEvents:
    """Computes events, each once for all streams that need it."""

    def __init__(self) -> None:
        self._shared: SharedTasks[StreamEvent] = SharedTasks()

    async def first(self, stream_request: StreamRequest, viewer: Viewer) -> StreamEvent:
        """Return the first event of a stream, and charge its cost. Later events are free."""
        build_cost = partial(OperationCost.for_request, stream_request.request, stream_request.caller)
        work = partial(_compute, stream_request.operation, viewer, stream_request.cursor, build_cost)
        return await run_in_thread(work)

    async def next(self, operation: Operation, viewer: Viewer, cursor: str | None, last: int) -> StreamEvent:
        """Return the event that follows a cursor; `last` is the log's last sequence number."""
        key = (operation.query, operation.name, _to_json(operation.variables), viewer, cursor, last)
        return await self._shared.get(key, partial(_compute, operation, viewer, cursor, OperationCost))


def _compute(
    operation: Operation, viewer: Viewer, cursor: str | None, build_cost: Callable[[], OperationCost]
) -> StreamEvent:
    # The cost is built here, in the thread: its time limit starts now, not while the work waits for a thread.
    cost = build_cost()
    context = StreamContext(viewer=viewer, meter=cost.meter, cursor=cursor)
    try:
        result = execute(operation, context, cost, OperationType.SUBSCRIPTION)
    except HubError as error:
        return StreamEvent.from_error(error)
    errors = [client_error(error).formatted for error in result.errors or ()]
    members: dict[str, object] = {"errors": errors} if errors else {}
    if result.data:
        members["data"] = result.data
    page = context.last_result
    if result.data is None or not isinstance(page, ContentChanges):
        # There are no changes: the operation was rejected, the cursor is invalid, or there was an internal error.
        return StreamEvent(_to_json(members), is_retryable=any(map(_is_retryable, errors)))
    return StreamEvent(_to_json(members), page.cursor, bool(page.nodes), page.has_next_page)


def _is_retryable(error: GraphQLFormattedError) -> bool:
    return error.get("extensions", {}).get("code") in RETRYABLE


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
