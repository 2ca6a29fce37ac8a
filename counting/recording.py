"""Counting in this process's memory, written to the database now and then: no answer waits for it or fails by it.

A process that is killed loses what it counted since it last wrote: ten seconds, or a thousand different counts.
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
"""Different counts that wait: then they are written at once."""
MAX_KEPT = 10_000
"""While the database takes nothing: what is new then is crowded out, so that memory stays bounded."""


class Countable(Protocol):
    """What adds up."""

    def include(self, other: Self) -> None:
        """Add another count to this one."""


What = TypeVar("What", bound=Hashable)
Count = TypeVar("Count", bound=Countable)


class Recorder(ABC, Generic[What, Count]):
    """Counts that wait to be written, by what they are of. Any number of threads may use it."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self._now = now
        self._lock = Lock()
        self._pending: dict[What, Count] = {}
        self._due: datetime | None = None

    def start(self) -> None:
        """From now on write after answers, and the last when the process ends."""
        request_finished.connect(self.write_if_due)  # the response is sent by then: nobody waits
        Finalize(None, self.write, exitpriority=0)  # atexit is not run in a web server's workers

    def write_if_due(self, **signal: object) -> None:
        """Write what waits if it has waited long enough, or is much."""
        due = self._due  # read once and without the lock: nearly every request ends here
        if due and (self._now() >= due or len(self._pending) >= MAX_PENDING):
            self.write()

    def write(self) -> None:
        """Write what waits. What the database does not take goes on waiting."""
        with self._lock:
            pending, self._pending, self._due = self._pending, {}, None
        if not pending:
            return
        try:
            self._store(pending)
        except DatabaseError:
            logger = logging.getLogger(type(self).__module__)
            logger.warning("Counts could not be written; they are tried again", exc_info=True)
            self._add(pending.items())

    @abstractmethod
    def _store(self, pending: Mapping[What, Count]) -> None:
        """Write all to the database, or nothing."""

    def _overflow_key(self, what: What, count: Count) -> What | None:
        """Return as what a count goes on that has no room; None loses it."""
        return None

    def _add(self, counts: Iterable[tuple[What, Count]]) -> None:
        with self._lock:
            for what, count in counts:
                self._include(what, count)
            self._due = self._due or self._now() + INTERVAL

    def _include(self, what: What, count: Count) -> None:
        place: What | None = what
        if what not in self._pending and len(self._pending) >= MAX_KEPT:
            place = self._overflow_key(what, count)
        if place is None:
            return
        if place in self._pending:
            self._pending[place].include(count)
        else:
            self._pending[place] = count
