"""The one look at the log for all streams of a process."""

import asyncio
from collections.abc import Callable

from graphql_api.streams.threads import in_watching_thread, look_again
from publishing.models import LogHead

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
        await look_again(self._look, EVERY, lambda: self.is_over, "The log cannot be read, streams wait")

    async def _look(self) -> None:
        last = await in_watching_thread(_last)
        if last != self.last:
            self.last = last
            self.wake()

    async def moved(self, since: int, seconds: float, is_changed: Callable[[], bool]) -> bool:
        """Wait, but not for ever, until the log has moved from `since`, `is_changed` or all is over; return whether it
        came to it."""
        try:
            async with asyncio.timeout(seconds):
                while self.last == since and not self.is_over and not is_changed():
                    await self._moved.wait()
        except TimeoutError:
            return False
        return True

    def end(self) -> None:
        """Wake everybody for the end."""
        self.is_over = True
        self.wake()

    def wake(self) -> None:
        """Let all who wait look whether it came to what they wait for."""
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()


def _last() -> int:
    return next(iter(LogHead.objects.values_list("last", flat=True)[:1]), 0)
