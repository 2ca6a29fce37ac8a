"""How the test databases are emptied although they refuse to delete what was published.

Published rows are written once: triggers abort each DELETE, and the flush that ends a transactional test is one DELETE
a table on SQLite. The triggers that abort are taken down for that one transaction and put back word for word (others
stay: Wagtail's keep its full-text table in step).
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


class _Flush:
    """Replaces `execute_sql_flush` of one SQLite connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.flush = connection.ops.execute_sql_flush

    def __call__(self, sql_list: Iterable[str]) -> None:
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'")
            triggers: list[tuple[str, str]] = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            self.flush(sql_list)
            for _, definition in triggers:
                cursor.execute(definition)


def lift_triggers_while_flushing(connection: BaseDatabaseWrapper) -> None:
    """Make this connection's flush stand above triggers. PostgreSQL's is a TRUNCATE, which row triggers let pass."""
    if connection.vendor == "sqlite":
        setattr(connection.ops, "execute_sql_flush", _Flush(connection))  # noqa: B010 (a method: mypy refuses `=`)
