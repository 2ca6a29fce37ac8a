"""One stream: graphql-sse's protocol in its distinct connections mode, one connection for each operation."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from django.db import Error
from graphql import GraphQLError

from graphql_api.base.errors import client_error
from graphql_api.streams.access_monitor import AccessMonitor, StreamHolder
from graphql_api.streams.log_watcher import LogWatcher
from graphql_api.streams.stream_events import StreamEvent, StreamEvents
from graphql_api.streams.stream_request import StreamRequest
from publishing.access.viewers import Viewer

HEARTBEAT = 15.0
"""Seconds after which a silent stream sends a comment, so that proxies do not close it as idle."""
HEARTBEAT_COMMENT = b":\n\n"
START = b"retry: 2000\n\n"
COMPLETE = b"event: complete\ndata:\n\n"


class Stream:
    """The events for one client, until it disconnects, its access ends or the process stops."""

    def __init__(
        self,
        stream_request: StreamRequest,
        holder: StreamHolder,
        events: StreamEvents,
        log_watcher: LogWatcher,
        access_monitor: AccessMonitor,
    ) -> None:
        self.stream_request = stream_request
        self.holder = holder
        self.events = events
        self.log_watcher = log_watcher
        self.access_monitor = access_monitor
        self.viewer = holder.viewer
        self.cursor = stream_request.cursor

    async def run(self) -> AsyncIterator[bytes]:
        """Yield the bytes to send. A client should reconnect if the stream ends without `complete`."""
        yield START
        last = self.log_watcher.last
        event = await self._compute_for_holder(partial(self.events.first, self.stream_request))
        yield _encode(event)
        while event.cursor is not None:
            self.cursor = event.cursor
            if not event.has_more:
                while not await self.log_watcher.wait_for_change(last, HEARTBEAT, self._has_access_changed):
                    yield HEARTBEAT_COMMENT
            if self.log_watcher.is_stopped:
                return
            last = self.log_watcher.last
            event = await self._compute_for_holder(partial(self._next, last))
            if event.has_changes:
                yield _encode(event)
        if not event.is_retryable:
            yield COMPLETE

    async def _next(self, last: int, viewer: Viewer) -> StreamEvent:
        return await self.events.next(self.stream_request.operation, viewer, self.cursor, last)

    async def _compute_for_holder(self, compute: Callable[[Viewer], Awaitable[StreamEvent]]) -> StreamEvent:
        """Return an event, computed again if the holder's access has changed by the time it is ready to be sent."""
        while True:
            viewer = self.viewer = self.holder.viewer
            event = await compute(viewer)
            try:
                await self.access_monitor.confirm(self.holder)
            except Error as error:
                return StreamEvent.from_error(
                    client_error(GraphQLError("Access cannot be checked", original_error=error))
                )
            if self.holder.error:
                return StreamEvent.from_error(self.holder.error)
            if not self._has_access_changed():
                return event

    def _has_access_changed(self) -> bool:
        return self.holder.error is not None or self.holder.viewer != self.viewer


def _encode(event: StreamEvent) -> bytes:
    identity = f"id: {event.cursor}\n" if event.cursor else ""
    return f"event: next\n{identity}data: {event.data}\n\n".encode()
