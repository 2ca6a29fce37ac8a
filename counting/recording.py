"""Counts in this process's memory, written to the database every ten seconds: no request waits for them or fails.

A killed process loses what it counted since it last wrote: ten seconds, or a thousand different counts.
"""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime, timedelta
from multiprocessing.util import Finalize
from threading import Lock
from typing import Generic, Protocol, Self, TypeVar

from django.core.signals import request_finished
from django.db import Error as DatabaseError
from django.utils import timezone

INTERVAL = timedelta(seconds=10)
MAX_PENDING = 1_000
"""With so many different counts pending, they are written at once."""
MAX_KEPT = 10_000
"""While the database is unavailable: further new counts overflow, so that memory stays bounded."""


class Countable(Protocol):
    """A count that others can be added to."""

    def include(self, other: Self) -> None:
        """Add another count to this one."""


Key = TypeVar("Key", bound=Hashable)
Count = TypeVar("Count", bound=Countable)


class Recorder(ABC, Generic[Key, Count]):
    """Pending counts by key. Thread-safe."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self._now = now
        self._lock = Lock()
        self._pending: dict[Key, Count] = {}
        self._due: datetime | None = None

    def start(self) -> None:
        """From now on write after responses, and once more when the process ends."""
        request_finished.connect(self.write_if_due)  # the response is sent by then: no one waits
        Finalize(None, self.write, exitpriority=0)  # atexit is not run in a web server's workers

    def write_if_due(self, **signal: object) -> None:
        """Write the pending counts if they are due, or too many."""
        due = self._due  # read once and without the lock: nearly every request ends here
        if due and (self._now() >= due or len(self._pending) >= MAX_PENDING):
            self.write()

    def write(self) -> None:
        """Write the pending counts; if the database fails, they stay pending."""
        with self._lock:
            pending, self._pending, self._due = self._pending, {}, None
        if not pending:
            return
        try:
            self._store(pending)
        except DatabaseError:
            logger = logging.getLogger(type(self).__module__)
            logger.warning("Counts could not be written; they will be retried", exc_info=True)
            self._add(pending.items())

    @abstractmethod
    def _store(self, pending: Mapping[Key, Count]) -> None:
        """Write all to the database, or nothing."""

    def _overflow_key(self, key: Key, count: Count) -> Key | None:
        """Return the key to count under when there is no room for `key`; None drops the count."""
        return None

    def _add(self, counts: Iterable[tuple[Key, Count]]) -> None:
        with self._lock:
            for key, count in counts:
                is_full = key not in self._pending and len(self._pending) >= MAX_KEPT
                target = self._overflow_key(key, count) if is_full else key
                if target in self._pending:
                    self._pending[target].include(count)
                elif target is not None:
                    self._pending[target] = count
            self._due = self._due or self._now() + INTERVAL
