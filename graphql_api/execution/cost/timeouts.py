"""The end of an operation's time, also for the database.

One thread watches all operations of the process and has the database cancel what runs too long. A limit in the database
itself (`SET statement_timeout`, and back) would cost each operation two round trips; one for the whole connection would
end editors' long statements too.
"""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from threading import Condition, Lock, Thread
from time import monotonic
from typing import Any

import psycopg
from django.db import DatabaseError, connections

from graphql_api.base.meter import Meter

logger = logging.getLogger(__name__)

AGAIN = 0.1
"""Seconds until a statement is cancelled once more: it may have begun just after it was not there to be cancelled."""
PATIENCE = 2.0
"""Seconds that PostgreSQL has to take a cancellation."""


@contextmanager
def within(meter: Meter) -> Iterator[None]:
    """Stop the SQL of a block when the time is up: none begins after it, and what runs then is ended."""
    database = connections["default"]
    run = _Run(meter, database)
    _watchdog.watch(run)
    try:
        with database.execute_wrapper(run):
            yield
    finally:
        _watchdog.leave(run)


class _Run:
    """An operation that is watched."""

    def __init__(self, meter: Meter, database: Any) -> None:
        self.meter = meter
        self.cancelled_at = meter.deadline
        """When it is to be cancelled, the next time."""
        self._database = database
        self._lock = Lock()
        self._is_over = False

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Run one statement; Django calls this around each."""
        self.meter.check_time()
        try:
            return execute(sql, params, many, context)
        except DatabaseError:
            self.meter.check_time()
            raise

    def cancel(self) -> None:
        """Have the database end what runs, if the block still lasts."""
        with self._lock:
            if self._is_over:
                return
            self.cancelled_at = monotonic() + AGAIN
            raw = self._database.connection
            try:
                if isinstance(raw, sqlite3.Connection):
                    raw.interrupt()
                elif raw is not None:
                    raw.cancel_safe(timeout=PATIENCE)
            except (psycopg.Error, sqlite3.Error):
                logger.warning("A statement whose time is up could not be cancelled; it is tried again", exc_info=True)

    def end(self) -> None:
        """Be over, after any cancellation that is under way: it must not meet whom the connection serves next."""
        with self._lock:
            self._is_over = True


class _Watchdog:
    """Cancels what is overdue. Deadlines come nearly in order, so it hardly ever has to be woken for a new one."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._runs: set[_Run] = set()
        self._wakes_at = inf
        self._thread: Thread | None = None

    def watch(self, run: _Run) -> None:
        """Watch an operation until it leaves."""
        with self._changed:
            self._runs.add(run)
            if self._thread is None or not self._thread.is_alive():  # threads do not outlive a fork
                self._thread = Thread(target=self._watch, name="graphql-timeouts", daemon=True)
                self._thread.start()
            elif run.cancelled_at < self._wakes_at:
                self._changed.notify()

    def leave(self, run: _Run) -> None:
        """Let go of an operation."""
        with self._changed:
            self._runs.discard(run)
        run.end()

    def _watch(self) -> None:
        while True:
            for run in self._overdue():
                run.cancel()

    def _overdue(self) -> list[_Run]:
        """Wait for operations whose time is up."""
        with self._changed:
            self._wakes_at = min((run.cancelled_at for run in self._runs), default=inf)
            rest = self._wakes_at - monotonic()
            if rest > 0:
                self._changed.wait(None if rest == inf else rest)
            now = monotonic()
            return [run for run in self._runs if run.cancelled_at <= now]


_watchdog = _Watchdog()
