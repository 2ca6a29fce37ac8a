"""How the test databases are emptied although they refuse to delete what was published, and filled again at once.

Published rows are written once: triggers abort each DELETE, and the flush that ends a transactional test is one DELETE
a table on SQLite. The triggers that abort are taken down for that one transaction and put back word for word (others
stay: Wagtail's keep its full-text table in step). What migrations made is given back by the flush that took it, not (as
Django has it) before the next transactional test: where tests are shared out by file, any test may come next.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import TransactionTestCase


def lift_triggers_while_flushing(connection: BaseDatabaseWrapper) -> None:
    """Make the flush stand above triggers. PostgreSQL's is a TRUNCATE, which row triggers let pass.

    On the class, not on this connection: in a thread with a running loop (Playwright's) Django makes another one.
    """
    if connection.vendor != "sqlite":
        return
    operations: Any = type(connection.ops)
    flush = operations.execute_sql_flush

    def without_triggers(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        alias = self.connection.alias
        with transaction.atomic(using=alias), self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'")
            triggers: list[tuple[str, str]] = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            flush(self, sql_list)
            for _, definition in triggers:
                cursor.execute(definition)

    operations.execute_sql_flush = without_triggers


def give_back_what_migrations_made() -> None:
    """Move Django's `serialized_rollback` from the start of a transactional test to its end."""
    case: Any = TransactionTestCase
    flush = case._fixture_teardown

    def flush_and_give_back(self: TransactionTestCase) -> None:
        flush(self)
        for connection in connections.all():
            made = getattr(connection, "_test_serialized_contents", None)
            if made is not None:
                connection.creation.deserialize_db_from_string(made)

    case._fixture_teardown = flush_and_give_back
    case._fixture_setup = classmethod(lambda cls: None)


def end_other_sessions(connection: BaseDatabaseWrapper) -> None:
    """End whatever else is connected to a database of the tests: PostgreSQL drops none that somebody uses."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
