"""Creates the database triggers that make rows immutable, where they are missing.

SQLite recreates a table for most changes of its columns and drops its triggers. So they are restored after each run of
migrations, and in the migrations that change such a table.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("publishing_edition", "publishing_namedproject", "publishing_editionreference", "publishing_change")

_SQLITE = """
CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: rows are written once'); END
"""
# Migration 0002 made the function.
_POSTGRESQL = """
CREATE TRIGGER {table}_written_once BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION publishing_refuse()
"""
_FIND = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def restore_triggers(connection: BaseDatabaseWrapper) -> None:
    """Create the missing triggers of the existing tables."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
        for name, statement in _triggers(connection.vendor, [table for table in TABLES if table in tables]):
            if name not in found:
                cursor.execute(statement)


def restore_after_migrating(*, using: str, **kwargs: Any) -> None:
    """Restore the triggers on Django's `post_migrate` signal."""
    restore_triggers(connections[using])


def _triggers(vendor: str, tables: list[str]) -> Iterator[tuple[str, str]]:
    for table in tables:
        if vendor == "postgresql":
            yield f"{table}_written_once", _POSTGRESQL.format(table=table)
        else:
            for event in ("UPDATE", "DELETE"):
                yield f"{table}_no_{event}", _SQLITE.format(table=table, event=event)
