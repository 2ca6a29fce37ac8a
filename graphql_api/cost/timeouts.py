"""The end of an operation's time, also for the database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import ceil
from time import monotonic
from typing import Any

import psycopg
from django.db import DatabaseError, connection

from graphql_api.cost.meter import Meter

_STEPS = 20_000
"""How many steps of its virtual machine SQLite makes between two looks at the clock: some tenths of a millisecond."""


@contextmanager
def within(meter: Meter) -> Iterator[None]:
    """Stop the SQL of a block when the time is up: none begins after it, and what runs then is ended."""
    watch = _Watch(meter)
    try:
        with connection.execute_wrapper(watch):
            yield
    finally:
        watch.leave()


class _Watch:
    """Sets a limit in the database before the first statement of a block, and takes it away after the last."""

    def __init__(self, meter: Meter) -> None:
        self.meter = meter
        self._is_set = False

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Run one statement; Django calls this around each."""
        self.meter.check_time()
        try:
            if not self._is_set:
                self._limit(context["cursor"].cursor)
            return execute(sql, params, many, context)
        except DatabaseError:
            self.meter.check_time()
            raise

    def _limit(self, cursor: Any) -> None:
        self._is_set = True
        if connection.vendor == "postgresql":
            milliseconds = max(ceil((self.meter.deadline - monotonic()) * 1000), 1)
            cursor.execute(f"SET statement_timeout = {milliseconds}")
        else:
            _sqlite().set_progress_handler(lambda: monotonic() > self.meter.deadline, _STEPS)

    def leave(self) -> None:
        """Give the connection back as it was."""
        if not self._is_set or connection.connection is None:
            return
        if connection.vendor == "sqlite":
            _sqlite().set_progress_handler(None, _STEPS)
            return
        # What fails here needs no undoing: a failed transaction takes its settings back, a lost connection has none.
        with suppress(psycopg.Error), connection.connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = DEFAULT")


def _sqlite() -> sqlite3.Connection:
    raw = connection.connection
    assert isinstance(raw, sqlite3.Connection)
    return raw
