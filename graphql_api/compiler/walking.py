"""Pages of walks, read with statements that lists of the same shape share."""

from copy import copy
from typing import Any

from django.db.models import CharField, DateTimeField, UUIDField, Value
from django.db.models.expressions import Expression

from graphql_api.compiler.levels import Level
from graphql_api.compiler.statements import NOW, Row, Slot, statement
from graphql_api.reader import Reader
from graphql_api.walks import Walk


def rows_of(walk: Walk, level: Level, limit: int, *, newest_first: bool) -> list[Row]:
    """Return the first rows of a walk."""
    key = (
        walk.reader.viewer,
        walk.kinds,
        tuple((narrowing.rows, narrowing.name) for narrowing in walk.narrowings),
        walk.conditions,
        tuple(beyond.older for beyond in walk.beyonds),
        walk.is_empty,
        limit,
        newest_first,
    )
    made = statement(key, lambda: _blank(walk).first_items(limit, newest_first=newest_first), tuple(level.columns))
    return level.rows(made, **_values(walk))


def _blank(walk: Walk) -> Walk:
    """Return a walk like this with slots in place of its values."""
    blank = copy(walk)
    blank.reader = Reader(walk.reader.viewer, at=NOW)
    blank.locale = Slot("locale", CharField())
    blank.narrowings = tuple(
        narrowing._replace(value=Slot(f"value{place}", UUIDField() if narrowing.rows == "links" else CharField()))
        for place, narrowing in enumerate(walk.narrowings)
    )
    blank.beyonds = tuple(
        beyond._replace(time=Slot(f"time{place}", DateTimeField()), key=Slot(f"key{place}", UUIDField()))
        for place, beyond in enumerate(walk.beyonds)
    )
    return blank


def _values(walk: Walk) -> dict[str, Any]:
    """Return what a walk's slots are filled with."""
    values: dict[str, Any] = {"locale": walk.locale}
    values.update((f"value{place}", narrowing.value) for place, narrowing in enumerate(walk.narrowings))
    for place, beyond in enumerate(walk.beyonds):
        values[f"time{place}"], values[f"key{place}"] = _value(beyond.time), _value(beyond.key)
    return values


def _value(expression: Expression) -> object:
    assert isinstance(expression, Value), "a place in a list is given by values"
    return expression.value
