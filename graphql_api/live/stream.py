"""One stream: events by graphql-sse's protocol in its distinct connections mode, one connection for each operation."""

import logging
from collections.abc import AsyncIterator
from time import monotonic

from django.db import DatabaseError

from graphql_api.errors import HubError
from graphql_api.live.answers import Answer, Answers
from graphql_api.live.opening import Opening
from graphql_api.live.threads import in_thread
from graphql_api.live.watch import Watch

logger = logging.getLogger(__name__)

HEARTBEAT = 15.0
"""Seconds after which a silent stream sends a comment, so that nobody on the way takes it for dead."""
RECHECK = 30.0
"""Seconds after which who asks is looked up again: a key may have been revoked, a standing may have changed."""
BEAT = b":\n\n"
BEGINNING = b"retry: 2000\n\n"
COMPLETE = b"event: complete\ndata:\n\n"


class Stream:
    """What one client is told, until it or the process goes."""

    def __init__(self, opening: Opening, answers: Answers, watch: Watch) -> None:
        self.opening = opening
        self.answers = answers
        self.watch = watch
        self.viewer = opening.caller.viewer
        self.cursor = opening.cursor
        self._checked = monotonic()

    async def events(self) -> AsyncIterator[bytes]:
        """Yield what to send. A stream that ends without `complete` is to be connected to again."""
        yield BEGINNING
        seen = self.watch.last
        answer = await self.answers.first(self.opening)
        yield _event(answer)
        while answer.cursor is not None:
            self.cursor = answer.cursor
            if not answer.goes_on:
                async for beat in self._silence(seen):
                    yield beat
            if self.watch.is_over:
                return
            seen = self.watch.last
            answer = await self._next(seen)
            if answer.has_news:
                yield _event(answer)
        if not answer.is_fault:
            yield COMPLETE

    async def _silence(self, seen: int) -> AsyncIterator[bytes]:
        """Wait for the log to move, with a beat now and then, or for the time to look up again who asks."""
        while not await self.watch.moved(seen, HEARTBEAT):
            yield BEAT
            if self._is_to_be_checked:
                return

    async def _next(self, seen: int) -> Answer:
        try:
            if self._is_to_be_checked:
                self.viewer = (await in_thread(self.opening.caller_now)).viewer
                self._checked = monotonic()
        except HubError as error:
            return Answer.refusing(error)
        except DatabaseError:
            logger.exception("Who holds a stream cannot be looked up: later")
        return await self.answers.next(self.opening.operation, self.viewer, self.cursor, seen)

    @property
    def _is_to_be_checked(self) -> bool:
        return not self.opening.is_anybody and monotonic() - self._checked > RECHECK


def _event(answer: Answer) -> bytes:
    identity = f"id: {answer.cursor}\n" if answer.cursor else ""
    return f"event: next\n{identity}data: {answer.document}\n\n".encode()
