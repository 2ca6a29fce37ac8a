"""SQLite connections that retry for as long as a bulk loader may hold the write lock.

SQLite has no queue for its lock. By default, a waiting writer soon retries only every 100 ms, misses the gaps between a
loader's batches, and fails after its timeout. Here it retries at least every 10 ms: hub.databases has SQLite itself
wait 1, 2, 5 and 10 ms, and then the statement is executed again."""

import sqlite3
from time import monotonic
from typing import Any

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

MAX_WAIT_SECONDS = 600


class RetryingCursor(SQLiteCursorWrapper):
    """Retries when a transaction (or a statement outside of one) cannot begin."""

    def execute(self, query: str, params: Any = None) -> Any:
        """Execute a statement as soon as the lock is free."""
        deadline = monotonic() + MAX_WAIT_SECONDS
        while True:
            try:
                return super().execute(query, params)
            except sqlite3.OperationalError as error:
                is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # the higher bits are the extended code
                if self.connection.in_transaction or not is_busy or monotonic() > deadline:
                    raise


class RetryingConnection(sqlite3.Connection):
    """A connection whose cursors retry."""

    def cursor(self, factory: Any = None) -> Any:
        """Return our cursor instead of the class that Django passes."""
        return super().cursor(RetryingCursor)
