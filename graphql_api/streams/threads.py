"""Runs database work in a few threads next to the event loop that holds the streams."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

from django.db import Error, close_old_connections

logger = logging.getLogger(__name__)

T = TypeVar("T")
THREADS = 4

_pool = ThreadPoolExecutor(THREADS, "streams")
# A separate thread: polls for open streams must not queue behind a thousand clients that reconnect at once.
_polling_pool = ThreadPoolExecutor(1, "polling")


async def run_in_thread(work: Callable[[], T]) -> T:
    """Run a function in one of the threads, each of which has its own database connection."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _run_with_connection, work)


async def run_in_polling_thread(work: Callable[[], T]) -> T:
    """Run a function in the thread that is reserved for polling the log and access."""
    return await asyncio.get_running_loop().run_in_executor(_polling_pool, _run_with_connection, work)


def _run_with_connection(work: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()


async def poll(
    check: Callable[[], Awaitable[None]], interval: float, is_stopped: Callable[[], bool], problem: str
) -> None:
    """Run a check at intervals until stopped. Failures do not end the loop and are logged once: the database may be
    unavailable for a while."""
    is_failing = False
    while not is_stopped():
        try:
            await check()
        except Exception as error:
            if not is_failing:
                logger.error("%s: %s", problem, error, exc_info=not isinstance(error, Error))
            is_failing = True
        else:
            if is_failing:
                logger.warning("Resolved: %s", problem)
            is_failing = False
        await asyncio.sleep(interval)


class SharedTasks(Generic[T]):
    """Runs work once for all concurrent callers that use the same key."""

    def __init__(self) -> None:
        # Weak: a result is kept while a caller waits for it. Thousands of idle streams keep none.
        self._tasks: WeakValueDictionary[Hashable, asyncio.Task[T]] = WeakValueDictionary()

    async def get(self, key: Hashable, work: Callable[[], T]) -> T:
        """Return the result of the work. A caller that is cancelled does not cancel it for the others."""
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(run_in_thread(work))
        return await asyncio.shield(task)
