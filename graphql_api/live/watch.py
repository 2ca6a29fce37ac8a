"""The one look at the log for all streams of a process."""

import asyncio
import logging

from django.db import DatabaseError

from graphql_api.live.threads import in_thread
from publishing.models import LogHead

logger = logging.getLogger(__name__)

EVERY = 0.25
"""Seconds between two looks."""


class Watch:
    """Knows the log's last sequence, and wakes who waits for it to move, or for the end."""

    def __init__(self) -> None:
        self.last = 0
        self.is_over = False
        self._moved = asyncio.Event()

    async def run(self) -> None:
        """Look again and again. A database that is away for a while ends no stream."""
        while not self.is_over:
            try:
                last = await in_thread(_last)
            except DatabaseError:
                logger.exception("The log cannot be read: streams wait")
            else:
                if last != self.last:
                    self.last = last
                    self._wake()
            await asyncio.sleep(EVERY)

    async def moved(self, since: int, seconds: float) -> bool:
        """Wait, but not for ever, until the log has moved from `since` or all is over; say whether it came to it."""
        if self.last != since or self.is_over:
            return True
        try:
            async with asyncio.timeout(seconds):
                await self._moved.wait()
        except TimeoutError:
            return False
        return True

    def end(self) -> None:
        """Wake everybody for the end."""
        self.is_over = True
        self._wake()

    def _wake(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()


def _last() -> int:
    return next(iter(LogHead.objects.values_list("last", flat=True)[:1]), 0)
