"""Work that waits for the database, in a few threads beside the loop that holds the streams."""

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
# Of its own: what watches over open streams must not queue behind a thousand that come back at once.
_watching = ThreadPoolExecutor(1, "watching")


async def in_thread(work: Callable[[], T]) -> T:
    """Do something in one of the threads, each of which has a database connection of its own."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _within_connection, work)


async def in_watching_thread(work: Callable[[], T]) -> T:
    """Do something in the thread that is kept for looks at the log and at who holds streams."""
    return await asyncio.get_running_loop().run_in_executor(_watching, _within_connection, work)


def _within_connection(work: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return work()
    finally:
        close_old_connections()


async def look_again(
    look: Callable[[], Awaitable[None]], pause: float, is_over: Callable[[], bool], trouble: str
) -> None:
    """Look again and again until it is over. Looks that fail end nothing and are logged once: the database may be away
    for a while."""
    failing = False
    while not is_over():
        try:
            await look()
        except Exception as error:
            if not failing:
                logger.error("%s: %s", trouble, error, exc_info=not isinstance(error, Error))
            failing = True
        else:
            if failing:
                logger.warning("Over: %s", trouble)
            failing = False
        await asyncio.sleep(pause)


class Shared(Generic[T]):
    """Work that is done once for all who ask for it under the same key at the same time."""

    def __init__(self) -> None:
        # Weak: a result is kept as long as somebody waits for it. Thousands of streams that wait hold none.
        self._under_way: WeakValueDictionary[Hashable, asyncio.Task[T]] = WeakValueDictionary()

    async def get(self, key: Hashable, work: Callable[[], T]) -> T:
        """Return what the work comes to. Who stops waiting does not stop it for the others."""
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(in_thread(work))
        return await asyncio.shield(task)
