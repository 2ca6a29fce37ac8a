"""Where payloads are kept: in this process's memory, and behind that in Redis for all processes together."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from time import monotonic, sleep, time
from typing import Generic, Protocol, TypeVar

from cachetools import TLRUCache
from django.conf import settings
from redis.exceptions import LockError
from redis.lock import Lock

from graphql_api.execution.caching.content_version import Standing
from graphql_api.execution.caching.entries import Entry
from publishing.infrastructure.redis_breaker import RedisBreaker, RedisUnavailableError, get_redis

MEGABYTE = 1_000_000
SHARE = 16
"""No entry takes more than this part of the memory, so that one cannot drive out all others."""
POLL = 0.02


class Sized(Protocol):
    """What can be kept in memory."""

    @property
    def size(self) -> int:
        """About how many bytes it takes."""

    @property
    def ends_at(self) -> float:
        """When it is over, in seconds since 1970."""


S = TypeVar("S", bound=Sized)
K = TypeVar("K")
T = TypeVar("T")


class Memory(Generic[K, S]):
    """Entries in this process's memory. What was used least lately makes room."""

    def __init__(self, size: int) -> None:
        self._most = size // SHARE
        self._lock = threading.Lock()
        self._kept: TLRUCache[K, S] = TLRUCache(size, lambda key, entry, now: entry.ends_at, time, lambda one: one.size)

    def get(self, key: K) -> S | None:
        """Return what is kept and not over."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: K, entry: S) -> None:
        """Keep an entry, unless it is too large."""
        if entry.size <= self._most:
            with self._lock:
                self._kept[key] = entry

    @property
    def size(self) -> float:
        """How many bytes are in use, about."""
        return self._kept.currsize


class Store:
    """Payloads, in memory."""

    def __init__(self, size: int) -> None:
        self.memory: Memory[str, Entry] = Memory(size)

    def get(self, key: str, standing: Standing) -> Entry | None:
        """Return what is kept under a key."""
        return self.memory.get(key)

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry."""
        self.memory.put(key, entry)

    @contextmanager
    def turn(self, key: str, standing: Standing) -> Iterator[Entry | None]:
        """Have the right to make an entry while the block lasts, or else what another process has made meanwhile."""
        yield None


class SharedStore(Store):
    """Payloads, in memory and in Redis. While Redis is away there is memory alone."""

    def __init__(self, size: int, shared: RedisBreaker) -> None:
        super().__init__(size)
        self._shared_redis = shared
        self._redis = shared.client
        self._most = size // SHARE

    def get(self, key: str, standing: Standing) -> Entry | None:
        """See Store."""
        return self.memory.get(key) or self._shared(key, standing)

    def put(self, key: str, entry: Entry) -> None:
        """See Store."""
        super().put(key, entry)
        milliseconds = int((entry.ends_at - time()) * 1000)
        if milliseconds > 0 and entry.size <= self._most:
            self._ask(lambda: self._redis.set(_name(key), entry.packed(), px=milliseconds))

    @contextmanager
    def turn(self, key: str, standing: Standing) -> Iterator[Entry | None]:
        """See Store. Who dies while making an entry loses the right after the time that an operation may take."""
        lock = self._redis.lock(f"{_name(key)}:making", timeout=settings.GRAPHQL_TIMEOUT, thread_local=False)
        is_ours = self._ask(lambda: lock.acquire(blocking=False))
        if is_ours is False:
            yield self._awaited(key, standing, lock)
            return
        try:
            yield None
        finally:
            if is_ours:
                self._ask(lock.release)

    def _awaited(self, key: str, standing: Standing, lock: Lock) -> Entry | None:
        """Wait for what another process makes; None when it takes too long, or comes to nothing."""
        deadline = monotonic() + settings.GRAPHQL_TIMEOUT / 2
        while monotonic() < deadline:
            goes_on = self._ask(lock.locked)
            entry = self._shared(key, standing)
            if entry or not goes_on:
                return entry
            sleep(POLL)
        return None

    def _shared(self, key: str, standing: Standing) -> Entry | None:
        packed = self._ask(lambda: self._redis.get(_name(key)))
        if not isinstance(packed, bytes):
            return None
        entry = Entry.unpacked(packed, standing)
        self.memory.put(key, entry)
        return entry

    def _ask(self, ask: Callable[[], T]) -> T | None:
        """Return what Redis says; None while it is away, which is no error."""
        try:
            return self._shared_redis.call(ask)
        except (RedisUnavailableError, LockError):  # or we took too long, and another has the right by now
            return None


def _name(key: str) -> str:
    return f"hub:answer:{key}"


@cache
def store_of(megabytes: int, url: str) -> Store:
    """Return where this process keeps payloads: half of the memory is for those, half for whole responses."""
    size = megabytes * MEGABYTE // 2
    return SharedStore(size, get_redis(url)) if url else Store(size)


def store() -> Store:
    """Return where this process keeps payloads, by its settings."""
    return store_of(settings.GRAPHQL_CACHE, settings.REDIS_URL)
