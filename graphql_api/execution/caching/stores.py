"""Stores of cache entries: the memory of this process, and behind it Redis, shared by all processes."""

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

from graphql_api.execution.caching.content_version import ContentVersion
from graphql_api.execution.caching.entries import CacheEntry
from publishing.infrastructure.redis_breaker import RedisBreaker, RedisUnavailableError, get_redis

MEGABYTE = 1_000_000
MAX_ENTRIES_FRACTION = 16
"""No entry takes more than this fraction of the memory, so that one entry cannot evict all others."""
POLL = 0.02


class Expiring(Protocol):
    """A value that can be cached in memory."""

    @property
    def size(self) -> int:
        """The approximate size in bytes."""

    @property
    def expires_at(self) -> float:
        """The time of expiry, in seconds since 1970."""


E = TypeVar("E", bound=Expiring)
K = TypeVar("K")
T = TypeVar("T")


class MemoryCache(Generic[K, E]):
    """A thread-safe cache in this process's memory that evicts the least recently used entries."""

    def __init__(self, size: int) -> None:
        self._max_entry_size = size // MAX_ENTRIES_FRACTION
        self._lock = threading.Lock()
        self._entries: TLRUCache[K, E] = TLRUCache(
            size, lambda key, entry, now: entry.expires_at, time, lambda entry: entry.size
        )

    def get(self, key: K) -> E | None:
        """Return an entry that has not expired."""
        with self._lock:
            return self._entries.get(key)

    def put(self, key: K, entry: E) -> None:
        """Store an entry, unless it is too large."""
        if entry.size <= self._max_entry_size:
            with self._lock:
                self._entries[key] = entry

    @property
    def size(self) -> float:
        """The approximate number of bytes in use."""
        return self._entries.currsize


class Store:
    """Entries in memory."""

    def __init__(self, size: int) -> None:
        self.memory: MemoryCache[str, CacheEntry] = MemoryCache(size)

    def get(self, key: str, version: ContentVersion) -> CacheEntry | None:
        """Return the entry of a key."""
        return self.memory.get(key)

    def put(self, key: str, entry: CacheEntry) -> None:
        """Store an entry."""
        self.memory.put(key, entry)

    @contextmanager
    def lock(self, key: str, version: ContentVersion) -> Iterator[CacheEntry | None]:
        """Hold the lock for computing an entry, or yield the entry that another process computed in the meantime."""
        yield None


class SharedStore(Store):
    """Entries in memory and in Redis. While Redis is unavailable, memory alone is used."""

    def __init__(self, size: int, shared: RedisBreaker) -> None:
        super().__init__(size)
        self._shared_redis = shared
        self._redis = shared.client
        self._max_entry_size = size // MAX_ENTRIES_FRACTION

    def get(self, key: str, version: ContentVersion) -> CacheEntry | None:
        """See Store."""
        return self.memory.get(key) or self._get_shared(key, version)

    def put(self, key: str, entry: CacheEntry) -> None:
        """See Store."""
        super().put(key, entry)
        milliseconds = int((entry.expires_at - time()) * 1000)
        if milliseconds > 0 and entry.size <= self._max_entry_size:
            self._call_redis(lambda: self._redis.set(_redis_key(key), entry.to_bytes(), px=milliseconds))

    @contextmanager
    def lock(self, key: str, version: ContentVersion) -> Iterator[CacheEntry | None]:
        """See Store. If the process that holds the lock dies, it expires after the time limit of an operation."""
        lock = self._redis.lock(f"{_redis_key(key)}:making", timeout=settings.GRAPHQL_TIMEOUT, thread_local=False)
        is_ours = self._call_redis(lambda: lock.acquire(blocking=False))
        if is_ours is False:
            yield self._wait_for_entry(key, version, lock)
            return
        try:
            yield None
        finally:
            if is_ours:
                self._call_redis(lock.release)

    def _wait_for_entry(self, key: str, version: ContentVersion, lock: Lock) -> CacheEntry | None:
        """Wait for another process to compute an entry; return None if it fails or takes too long."""
        deadline = monotonic() + settings.GRAPHQL_TIMEOUT / 2
        while monotonic() < deadline:
            is_locked = self._call_redis(lock.locked)
            entry = self._get_shared(key, version)
            if entry or not is_locked:
                return entry
            sleep(POLL)
        return None

    def _get_shared(self, key: str, version: ContentVersion) -> CacheEntry | None:
        serialised = self._call_redis(lambda: self._redis.get(_redis_key(key)))
        if not isinstance(serialised, bytes):
            return None
        entry = CacheEntry.from_bytes(serialised, version)
        self.memory.put(key, entry)
        return entry

    def _call_redis(self, call: Callable[[], T]) -> T | None:
        """Return the reply of Redis; None while it is unavailable, which is not an error."""
        try:
            return self._shared_redis.call(call)
        except (RedisUnavailableError, LockError):  # a LockError: the lock expired, and another process holds it now
            return None


def _redis_key(key: str) -> str:
    return f"hub:answer:{key}"


@cache
def get_store(megabytes: int, url: str) -> Store:
    """Return this process's store: half of the memory is for entries, the other half for whole responses."""
    size = megabytes * MEGABYTE // 2
    return SharedStore(size, get_redis(url)) if url else Store(size)


def store() -> Store:
    """Return this process's store for the current settings."""
    return get_store(settings.GRAPHQL_CACHE, settings.REDIS_URL)
