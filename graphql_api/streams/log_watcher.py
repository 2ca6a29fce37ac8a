"""Watches the log for all streams of a process."""

import asyncio
from collections.abc import Callable

from graphql_api.streams.threads import poll, run_in_polling_thread
from publishing.models import LogHead

INTERVAL = 0.25
"""Seconds between two polls."""


class LogWatcher:
    """Knows the log's last sequence number, and wakes streams when it changes or the process stops."""

    def __init__(self) -> None:
        self.last = 0
        self.is_stopped = False
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Poll until `stop`. Streams stay open while the database is unavailable."""
        await poll(self._poll, INTERVAL, lambda: self.is_stopped, "Cannot read the log; streams are waiting")

    async def _poll(self) -> None:
        def read_last() -> int:
            return next(iter(LogHead.objects.values_list("last", flat=True)[:1]), 0)

        last = await run_in_polling_thread(read_last)
        if last != self.last:
            self.last = last
            self.wake()

    async def wait_for_change(self, since: int, seconds: float, is_changed: Callable[[], bool]) -> bool:
        """Wait until the log has moved on from `since`, `is_changed` is true or the process stops. Return False after a
        timeout."""
        try:
            async with asyncio.timeout(seconds):
                while self.last == since and not self.is_stopped and not is_changed():
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def stop(self) -> None:
        """Stop polling, and wake all streams so that they end."""
        self.is_stopped = True
        self.wake()

    def wake(self) -> None:
        """Wake all waiting streams to check their conditions."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
