"""How the test databases are emptied although they refuse to delete what was published.

Published rows are written once: triggers abort each DELETE, and the flush that ends a transactional test is one DELETE
a table on SQLite. The triggers that abort are taken down for that one transaction and put back word for word (others
stay: Wagtail's keep its full-text table in step).
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations


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
