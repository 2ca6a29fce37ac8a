"""One stream: events by graphql-sse's protocol in its distinct connections mode, one connection for each operation."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial

from django.db import Error
from graphql import GraphQLError

from graphql_api.base.errors import client_error
from graphql_api.streams.access_monitor import Access, Holder
from graphql_api.streams.log_watcher import Watch
from graphql_api.streams.stream_events import Answer, Answers
from graphql_api.streams.stream_request import Opening
from publishing.access.viewers import Viewer

HEARTBEAT = 15.0
"""Seconds after which a silent stream sends a comment, so that nobody on the way takes it for dead."""
BEAT = b":\n\n"
BEGINNING = b"retry: 2000\n\n"
COMPLETE = b"event: complete\ndata:\n\n"


class Stream:
    """What one client is told, until it, its access or the process goes."""

    def __init__(self, opening: Opening, holder: Holder, answers: Answers, watch: Watch, access: Access) -> None:
        self.opening = opening
        self.holder = holder
        self.answers = answers
        self.watch = watch
        self.access = access
        self.viewer = holder.viewer
        self.cursor = opening.cursor

    async def events(self) -> AsyncIterator[bytes]:
        """Yield what to send. A stream that ends without `complete` is to be connected to again."""
        yield BEGINNING
        seen = self.watch.last
        answer = await self._admitted(partial(self.answers.first, self.opening))
        yield _event(answer)
        while answer.cursor is not None:
            self.cursor = answer.cursor
            if not answer.goes_on:
                while not await self.watch.moved(seen, HEARTBEAT, self._is_changed):
                    yield BEAT
            if self.watch.is_over:
                return
            seen = self.watch.last
            answer = await self._admitted(partial(self._next, seen))
            if answer.has_news:
                yield _event(answer)
        if not answer.is_fault:
            yield COMPLETE

    async def _next(self, seen: int, viewer: Viewer) -> Answer:
        return await self.answers.next(self.opening.operation, viewer, self.cursor, seen)

    async def _admitted(self, make: Callable[[Viewer], Awaitable[Answer]]) -> Answer:
        """Return an answer made for whom the holder still is after that: what it tells, they may know as it leaves."""
        while True:
            viewer = self.viewer = self.holder.viewer
            answer = await make(viewer)
            try:
                await self.access.confirm(self.holder)
            except Error as error:
                return Answer.refusing(client_error(GraphQLError("Access cannot be looked up", original_error=error)))
            if self.holder.refusal:
                return Answer.refusing(self.holder.refusal)
            if not self._is_changed():
                return answer

    def _is_changed(self) -> bool:
        return self.holder.refusal is not None or self.holder.viewer != self.viewer


def _event(answer: Answer) -> bytes:
    identity = f"id: {answer.cursor}\n" if answer.cursor else ""
    return f"event: next\n{identity}data: {answer.document}\n\n".encode()
