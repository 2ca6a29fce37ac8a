"""Single flight: one of all concurrent callers computes a missing cache entry; the others wait for it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

from graphql_api.execution.caching.content_version import ContentVersion
from graphql_api.execution.caching.entries import CacheEntry
from graphql_api.execution.caching.stores import Store


@dataclass
class _Flight:
    """The computation of an entry that other threads of this process wait for."""

    is_done: threading.Event = field(default_factory=threading.Event)
    entry: CacheEntry | None = None


_flights: dict[str, _Flight] = {}
_lock = threading.Lock()


def get_or_compute(
    store: Store, key: str, version: ContentVersion, compute: Callable[[], CacheEntry | None]
) -> CacheEntry | None:
    """Return an entry from the store, compute it here, or wait for the caller that is computing it. Returns None if
    the result is not cacheable. An exception of `compute` reaches its own caller only; the others try themselves."""
    entry = store.get(key, version)
    if entry is not None:
        return entry
    with _lock:
        flight = _flights.get(key)
        is_first = flight is None
        if flight is None:
            flight = _flights[key] = _Flight()
    if not is_first:
        # Half of the time limit, so that there is time left to compute it here.
        flight.is_done.wait(settings.GRAPHQL_TIMEOUT / 2)
        return flight.entry or compute()
    try:
        flight.entry = _compute_locked(store, key, version, compute)
        return flight.entry
    finally:
        with _lock:
            del _flights[key]
        flight.is_done.set()


def _compute_locked(
    store: Store, key: str, version: ContentVersion, compute: Callable[[], CacheEntry | None]
) -> CacheEntry | None:
    """Do the same between processes."""
    with store.lock(key, version) as entry:
        if entry is None:
            # Another thread or process may have stored it since the first look.
            entry = store.get(key, version) or compute()
            if entry is not None:
                store.put(key, entry)
        return entry
