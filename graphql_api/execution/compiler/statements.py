"""SQL that Django has made once: what differs from run to run are slots, everything else stands in it.

Statements are kept by the viewer they were made for, whole: what one may read can never be asked with another's.
PostgreSQL plans each of them once for a connection (`prepare_threshold`, hub/databases.py): it takes longer to plan one
than to run it.
"""

import json
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, cast

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

KEPT = 2_000
"""How many statements are kept: some kilobytes each."""

Row = Sequence[Any]


class Slot(Expression):
    """A parameter whose value is given when the statement is run."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Stand among the parameters."""
        return "%s", [self]

    def prepared(self, value: object) -> Any:
        """Return a value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection, prepared=False)


class Keys(Slot):
    """Any number of ids in one parameter, so that the SQL is the same for any number."""

    def __init__(self, name: str) -> None:
        super().__init__(name, TextField())

    def prepared(self, value: Any) -> str:
        """Return an array for PostgreSQL, JSON with ids as they are stored for SQLite."""
        if connection.vendor == "postgresql":
            return f"{{{','.join(value)}}}"
        return json.dumps([key.replace("-", "") for key in value])


class OneOf(Func):
    """Whether a column is one of some ids."""

    output_field = BooleanField()

    def __init__(self, column: str, keys: Keys) -> None:
        super().__init__(F(column), keys)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """An index takes an array's elements one by one."""
        return self.as_sql(compiler, connection, template="(%(expressions)s::uuid[]))", arg_joiner=" = ANY(", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has no arrays, but reads JSON as rows."""
        joiner = " IN (SELECT value FROM json_each("
        return self.as_sql(compiler, connection, template="(%(expressions)s)))", arg_joiner=joiner, **context)


@dataclass(frozen=True)
class Statement:
    """A query as SQL. Ids come as text, JSON as it is stored."""

    sql: str
    parameters: tuple[Any, ...]
    """Values and slots, in order."""
    readers: tuple[tuple[int, Callable[[Any], Any]], ...]

    @classmethod
    def of(cls, items: "QuerySet[Any]", columns: Sequence[str]) -> "Statement":
        """Make the statement that reads some columns, which the query may have computed."""
        computed = items.query.annotations
        fields = [
            computed[column].output_field if column in computed else _field(items.model, column) for column in columns
        ]
        wanted = [_as_read(column, field) for column, field in zip(columns, fields, strict=True)]
        try:
            sql, parameters = items.values_list(*wanted).query.get_compiler(connection.alias).as_sql()
        except EmptyResultSet:
            return cls("", (), ())
        return cls(*_filled(sql, parameters), tuple(_readers(fields)))

    def run(self, **values: object) -> list[Row]:
        """Return the rows for these values; `now` is the time."""
        if not self.sql:
            return []
        values["now"] = timezone.now()
        with _cursor() as cursor:
            cursor.execute(self.sql, [_given(parameter, values) for parameter in self.parameters])
            rows: list[Row] = cursor.fetchall()
        return [self._read(row) for row in rows] if self.readers else rows

    def _read(self, row: Row) -> Row:
        read = list(row)
        for place, context in self.readers:
            if read[place] is not None:
                read[place] = context(read[place])
        return read


@cached(LRUCache(KEPT), key=lambda key, make, columns: (connection.vendor, key, columns), lock=Lock(), info=True)
def statement(key: Hashable, make: Callable[[], "QuerySet[Any]"], columns: tuple[str, ...]) -> Statement:
    """Return the statement kept under a key, which must hold all that the query depends on, the viewer above all."""
    return Statement.of(make(), columns)


NOW = Slot("now", DateTimeField())


def _given(parameter: object, values: Mapping[str, object]) -> Any:
    return parameter.prepared(values[parameter.name]) if isinstance(parameter, Slot) else parameter


def _filled(sql: str, parameters: Sequence[Any]) -> tuple[str, tuple[Any, ...]]:
    """Return SQL with its parameters. For PostgreSQL only slots stay parameters: plans are best made for what never
    differs. SQLite plans each time, and has no way to write a value as SQL."""
    if connection.vendor != "postgresql":
        return sql, tuple(parameters)
    from psycopg import ClientCursor

    connection.ensure_connection()
    mogrify = ClientCursor(connection.connection).mogrify
    left = iter(parameters)

    def written(match: re.Match[str]) -> str:
        if match[0] == "%%" or isinstance(value := next(left), Slot):
            return match[0]
        return mogrify("%s", [value]).replace("%", "%%")

    return re.sub("%[%s]", written, sql), tuple(value for value in parameters if isinstance(value, Slot))


def _cursor() -> CursorWrapper:
    """Django's own cursors write values into the SQL, which is then another one each time, and planned anew."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    cursor = cast("Any", ServerBindingCursor)(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def _field(model: type[Model], column: str) -> "Field[Any, Any]":
    *path, name = column.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model  # type: ignore[assignment]
    found: Any = model._meta.get_field(name)
    field: Field[Any, Any] = found.target_field if found.is_relation else found
    return field


def _as_read(column: str, field: "Field[Any, Any]") -> F | Cast:
    """PostgreSQL writes ids as text faster than Python does."""
    is_id = isinstance(field, UUIDField) and connection.vendor == "postgresql"
    return Cast(F(column), TextField()) if is_id else F(column)


def _readers(fields: Sequence["Field[Any, Any]"]) -> Iterator[tuple[int, Callable[[Any], Any]]]:
    if connection.vendor == "sqlite":
        for place, field in enumerate(fields):
            if isinstance(field, UUIDField):
                yield place, _id
            elif isinstance(field, DateTimeField):
                yield place, _moment


def _id(stored: str) -> str:
    return f"{stored[:8]}-{stored[8:12]}-{stored[12:16]}-{stored[16:20]}-{stored[20:]}"


def _moment(stored: datetime) -> datetime:
    return stored.replace(tzinfo=UTC)
