"""Time limits of operations, including their SQL.

One thread watches all operations of the process and cancels statements that run too long. A limit in the database
itself (`SET statement_timeout`, and back) would cost each operation two round trips; a limit for the whole connection
would also end editors' long statements.
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

RETRY = 0.1
"""Seconds until a cancellation is repeated: the statement may have started just after it."""
CANCEL_TIMEOUT = 2.0
"""Seconds that PostgreSQL has to accept a cancellation."""


@contextmanager
def enforce_deadline(meter: Meter) -> Iterator[None]:
    """Stop the SQL of a block at the deadline: running statements are cancelled, and no others start."""
    database = connections["default"]
    run = _Run(meter, database)
    _watchdog.watch(run)
    try:
        with database.execute_wrapper(run):
            yield
    finally:
        _watchdog.unwatch(run)


class _Run:
    """The run of an operation."""

    def __init__(self, meter: Meter, database: Any) -> None:
        self.meter = meter
        self.cancel_at = meter.deadline
        """When to cancel it next."""
        self._database = database
        self._lock = Lock()
        self._has_ended = False

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Execute a statement; Django calls this for each one."""
        self.meter.check_time()
        try:
            return execute(sql, params, many, context)
        except DatabaseError:
            self.meter.check_time()
            raise

    def cancel(self) -> None:
        """Cancel the running statement, unless the block has ended."""
        with self._lock:
            if self._has_ended:
                return
            self.cancel_at = monotonic() + RETRY
            raw = self._database.connection
            try:
                if isinstance(raw, sqlite3.Connection):
                    raw.interrupt()
                elif raw is not None:
                    raw.cancel_safe(timeout=CANCEL_TIMEOUT)
            except (psycopg.Error, sqlite3.Error):
                logger.warning("A statement could not be cancelled at its deadline; trying again", exc_info=True)

    def end(self) -> None:
        """End the run, after any cancellation in progress: it must not hit the next user of the connection."""
        with self._lock:
            self._has_ended = True


class _Watchdog:
    """Cancels overdue runs. Deadlines are nearly in order, so new ones rarely have to wake it."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._runs: set[_Run] = set()
        self._wakes_at = inf
        self._thread: Thread | None = None

    def watch(self, run: _Run) -> None:
        """Watch an operation until `unwatch`."""
        with self._changed:
            self._runs.add(run)
            if self._thread is None or not self._thread.is_alive():  # threads do not outlive a fork
                self._thread = Thread(target=self._watch, name="graphql-timeouts", daemon=True)
                self._thread.start()
            elif run.cancel_at < self._wakes_at:
                self._changed.notify()

    def unwatch(self, run: _Run) -> None:
        """Stop watching an operation."""
        with self._changed:
            self._runs.discard(run)
        run.end()

    def _watch(self) -> None:
        while True:
            with self._changed:
                self._wakes_at = min((run.cancel_at for run in self._runs), default=inf)
                remaining = self._wakes_at - monotonic()
                if remaining > 0:
                    self._changed.wait(None if remaining == inf else remaining)
                now = monotonic()
                overdue = [run for run in self._runs if run.cancel_at <= now]
            for run in overdue:
                run.cancel()


_watchdog = _Watchdog()
