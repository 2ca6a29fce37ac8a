"""SQLite's lock with many writers: who waits for it looks often, and for as long as a loader may hold it.

SQLite has no queue. Left to itself, a writer that waits soon looks every 100 ms only, misses the moments between the
batches of a loader, and fails after its timeout. Here it looks at least every 10 ms: hub.databases lets SQLite
itself wait 1, 2, 5 and 10 ms, and then the statement is tried again.
"""

import sqlite3
from time import monotonic
from typing import Any

from django.db.backends.sqlite3.base import SQLiteCursorWrapper

LONGEST_WAIT = 600


class PatientCursor(SQLiteCursorWrapper):
    """Tries again what could not begin: a transaction, or a statement that is one by itself."""

    def execute(self, query: str, params: Any = None) -> Any:
        """Run a statement once the lock is free."""
        deadline = monotonic() + LONGEST_WAIT
        while True:
            try:
                return super().execute(query, params)
            except sqlite3.OperationalError as error:
                if self.connection.in_transaction or not _is_busy(error) or monotonic() > deadline:
                    raise


class PatientConnection(sqlite3.Connection):
    """A connection whose cursors are patient."""

    def cursor(self, factory: Any = None) -> Any:
        """Return a cursor for Django, which passes its own kind."""
        return super().cursor(PatientCursor)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # the higher bits say more of why
