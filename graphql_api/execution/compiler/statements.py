"""SQL that Django compiles once, with placeholders for the values that differ between runs.

Statements are cached by their viewer, so that one viewer's access rule is never used for another. PostgreSQL plans each
of them once per connection (`prepare_threshold`, hub/databases.py): planning takes longer than running.
"""

import json
import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Self, cast

from cachetools import LRUCache, cached
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import (
    BooleanField,
    DateTimeField,
    Expression,
    F,
    Field,
    Func,
    Model,
    QuerySet,
    TextField,
    UUIDField,
)
from django.db.models.functions import Cast
from django.utils import timezone

MAX_STATEMENTS = 2_000
"""The number of cached statements: some kilobytes each."""

Row = Sequence[Any]


class Placeholder(Expression):
    """A parameter whose value is passed when the statement is run."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Put the placeholder among the parameters."""
        return "%s", [self]

    def prepare(self, value: object) -> Any:
        """Return a value in the database's format."""
        return self.output_field.get_db_prep_value(value, connection, prepared=False)


class Keys(Placeholder):
    """Ids in a single parameter, so that the SQL does not depend on their number."""

    type = "uuid"

    def __init__(self, name: str) -> None:
        super().__init__(name, TextField())

    def prepare(self, value: Any) -> Any:
        """Return an array for PostgreSQL, JSON in the stored format of ids for SQLite."""
        if connection.vendor == "postgresql":
            return f"{{{','.join(value)}}}"
        return json.dumps([key.replace("-", "") for key in value])


class Values(Keys):
    """Values of a column in a single parameter."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(name)
        self.column = field
        self.type = (field.db_type(connection) or "").partition("(")[0]

    def prepare(self, value: Any) -> Any:
        """Return a list, which psycopg sends as an array, or JSON for SQLite."""
        prepared = [self.column.get_db_prep_value(one, connection, prepared=False) for one in value]
        return prepared if connection.vendor == "postgresql" else json.dumps(prepared)


class InKeys(Func):
    """Whether a column contains one of some ids or values."""

    output_field = BooleanField()

    def __init__(self, column: str, keys: Keys) -> None:
        super().__init__(F(column), keys)
        self.type = keys.type

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Compare with an array, which can use an index."""
        template = f"(%(expressions)s::{self.type}[]))"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" = ANY(", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Compare with the elements of a JSON array: SQLite has no arrays."""
        joiner = " IN (SELECT value FROM json_each("
        return self.as_sql(compiler, connection, template="(%(expressions)s)))", arg_joiner=joiner, **context)


@dataclass(frozen=True)
class Statement:
    """A query as SQL. It returns ids as text and JSON as stored."""

    sql: str
    parameters: tuple[Any, ...]
    """Values and placeholders, in order."""
    converters: tuple[tuple[int, Callable[[Any], Any]], ...]
    """Functions that convert the values of columns, by index."""

    @classmethod
    def compile(cls, items: "QuerySet[Any]", columns: Sequence[str]) -> Self:
        """Compile the statement that reads some columns, which may be annotations of the query."""
        computed = items.query.annotations
        fields = [
            computed[column].output_field if column in computed else _find_field(items.model, column)
            for column in columns
        ]
        # PostgreSQL converts ids to text faster than Python does.
        casts_ids = connection.vendor == "postgresql"
        selected = [
            Cast(F(column), TextField()) if casts_ids and isinstance(field, UUIDField) else F(column)
            for column, field in zip(columns, fields, strict=True)
        ]
        try:
            sql, parameters = items.values_list(*selected).query.get_compiler(connection.alias).as_sql()
        except EmptyResultSet:
            return cls("", (), ())
        return cls(*_inline_values(sql, parameters), tuple(_find_converters(fields)))

    def run(self, **values: object) -> list[Row]:
        """Return the rows for these values and the current time."""
        if not self.sql:
            return []
        values["now"] = timezone.now()
        parameters = [
            parameter.prepare(values[parameter.name]) if isinstance(parameter, Placeholder) else parameter
            for parameter in self.parameters
        ]
        with _open_cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows: list[Row] = cursor.fetchall()
        if not self.converters:
            return rows
        converted: list[Any] = [list(row) for row in rows]
        for row in converted:
            for index, convert in self.converters:
                if row[index] is not None:
                    row[index] = convert(row[index])
        return converted


@cached(
    LRUCache(MAX_STATEMENTS), key=lambda key, build, columns: (connection.vendor, key, columns), lock=Lock(), info=True
)
def get_statement(key: Hashable, build: Callable[[], "QuerySet[Any]"], columns: tuple[str, ...]) -> Statement:
    """Return the statement of a key, which must contain everything that the query depends on, especially the viewer."""
    return Statement.compile(build(), columns)


NOW = Placeholder("now", DateTimeField())


def _inline_values(sql: str, parameters: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Write constant values into the SQL for PostgreSQL, so that its plans are made for them; only placeholders remain
    parameters. SQLite plans each time, and has no function that writes a value as SQL."""
    if connection.vendor != "postgresql":
        return sql, tuple(parameters)
    from psycopg import ClientCursor

    connection.ensure_connection()
    mogrify = ClientCursor(connection.connection).mogrify
    remaining = iter(parameters)

    def inline(match: re.Match[str]) -> str:
        if match[0] == "%%" or isinstance(value := next(remaining), Placeholder):
            return match[0]
        return mogrify("%s", [value]).replace("%", "%%")

    return re.sub("%[%s]", inline, sql), tuple(value for value in parameters if isinstance(value, Placeholder))


def _open_cursor() -> CursorWrapper:
    """Open a cursor that binds parameters on the server. Django's own cursors write values into the SQL, which would
    then differ and be planned each time."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    cursor = cast("Any", ServerBindingCursor)(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def _find_field(model: type[Model], column: str) -> "Field[Any, Any]":
    *path, name = column.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    found: Any = model._meta.get_field(name)
    field: Field[Any, Any] = found.target_field if found.is_relation else found
    return field


def _find_converters(fields: Sequence["Field[Any, Any]"]) -> Iterator[tuple[int, Callable[[Any], Any]]]:
    """Yield the functions that SQLite's ids and times need."""
    if connection.vendor == "sqlite":
        for index, field in enumerate(fields):
            if isinstance(field, UUIDField):
                yield index, _format_id
            elif isinstance(field, DateTimeField):
                yield index, _add_time_zone


def _format_id(stored: str) -> str:
    return f"{stored[:8]}-{stored[8:12]}-{stored[12:16]}-{stored[16:20]}-{stored[20:]}"


def _add_time_zone(stored: datetime | str) -> datetime:
    """Return a time, which is text if it is not that of a column."""
    return (datetime.fromisoformat(stored) if isinstance(stored, str) else stored).replace(tzinfo=UTC)
