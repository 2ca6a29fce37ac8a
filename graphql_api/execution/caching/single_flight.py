"""One at a time: what many ask for at once, and nobody has kept, is made by one of them."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

from graphql_api.execution.caching.content_version import Standing
from graphql_api.execution.caching.entries import Entry
from graphql_api.execution.caching.stores import Store


@dataclass
class _Flight:
    """The making of an entry that others in this process wait for."""

    is_over: threading.Event = field(default_factory=threading.Event)
    entry: Entry | None = None


_flights: dict[str, _Flight] = {}
_lock = threading.Lock()


def kept_or_made(store: Store, key: str, standing: Standing, make: Callable[[], Entry | None]) -> Entry | None:
    """Return an entry: kept, made here, or by who makes it already. None where what was made is not to be kept; what
    `make` raises concerns only who called it: the others try for themselves."""
    entry = store.get(key, standing)
    if entry is not None:
        return entry
    with _lock:
        flight = _flights.get(key)
        is_first = flight is None
        if flight is None:
            flight = _flights[key] = _Flight()
    if not is_first:
        # For half of its time: who waited in vain must still be able to make it.
        flight.is_over.wait(settings.GRAPHQL_TIMEOUT / 2)
        return flight.entry or make()
    try:
        flight.entry = _in_turn(store, key, standing, make)
        return flight.entry
    finally:
        with _lock:
            del _flights[key]
        flight.is_over.set()


def _in_turn(store: Store, key: str, standing: Standing, make: Callable[[], Entry | None]) -> Entry | None:
    """The same among processes."""
    with store.turn(key, standing) as entry:
        if entry is None:
            # Another thread or process may have kept it since this one looked.
            entry = store.get(key, standing) or make()
            if entry is not None:
                store.put(key, entry)
        return entry
