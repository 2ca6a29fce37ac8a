"""Restores the freshly migrated database immediately after each transactional test.

Published rows are written once: triggers abort each DELETE. On SQLite the whole database is copied back from memory,
which is also the quickest. PostgreSQL's TRUNCATE passes row triggers, and what migrations made is given back by the
flush that took it, not (as Django has it) before the next transactional test: where tests are shared out by file, any
test may come next.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase


def restore_after_transactional_tests() -> None:
    """Replace Django's ways to begin and to end a transactional test; to be called when the database is made."""
    case: Any = TransactionTestCase
    case._fixture_teardown = (
        _flush_and_restore(case._fixture_teardown) if connection.vendor == "postgresql" else _copy_back()
    )
    case._fixture_setup = classmethod(lambda cls: None)


def _copy_back() -> Callable[[TransactionTestCase], None]:
    made = sqlite3.connect(":memory:", check_same_thread=False)
    _sqlite_connection().backup(made)

    def copy_back(self: TransactionTestCase) -> None:
        made.backup(_sqlite_connection(), progress=_fail_if_locked)

    return copy_back


def _fail_if_locked(status: int, remaining: int, total: int) -> None:
    """Fail where a test left a transaction open: `backup` would wait for its end for ever."""
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("the test left the database locked")


def _sqlite_connection() -> sqlite3.Connection:
    connection.ensure_connection()
    file: sqlite3.Connection = connection.connection
    return file


def _flush_and_restore(flush: Callable[[TransactionTestCase], None]) -> Callable[[TransactionTestCase], None]:
    # Not of this connection: in a thread with a running loop (Playwright's) Django makes another one.
    made: str = getattr(connection, "_test_serialized_contents", "")

    def flush_and_give_back(self: TransactionTestCase) -> None:
        flush(self)
        connection.creation.deserialize_db_from_string(made)

    return flush_and_give_back


def end_other_sessions(connection: BaseDatabaseWrapper) -> None:
    """End whatever else is connected to a database of the tests: PostgreSQL drops none that is in use."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
