"""Pages of walks, read with statements that lists of the same shape share."""

from copy import copy
from datetime import datetime
from typing import Any

from django.db.models import CharField, DateTimeField, Q, UUIDField, Value
from django.db.models.expressions import Expression

from graphql_api.content.context import RequestContext
from graphql_api.content.lists.keyset import Walk
from graphql_api.execution.compiler.row_fetches import Level
from graphql_api.execution.compiler.statements import NOW, Row, Slot
from publishing.models.items import ContentItemQuerySet


def rows_of(walk: Walk, level: Level, limit: int, *, newest_first: bool) -> list[Row]:
    """Return the first rows of a walk."""
    values = _values(walk)
    conditions = tuple(_timeless(condition, values) for condition in walk.conditions)
    key = (
        walk.kinds,
        tuple((narrowing.rows, narrowing.name) for narrowing in walk.narrowings),
        conditions,
        tuple(beyond.older for beyond in walk.beyonds),
        walk.is_empty,
        limit,
        newest_first,
    )

    def made() -> ContentItemQuerySet:
        return _blank(walk, conditions).first_items(limit, newest_first=newest_first)

    return level.rows(key, walk.context.viewer, made, **values)


def _blank(walk: Walk, conditions: tuple[Q, ...]) -> Walk:
    """Return a walk like this with slots in place of its values."""
    blank = copy(walk)
    blank.context = RequestContext(walk.context.viewer, at=NOW)
    blank.locale = Slot("locale", CharField())
    blank.narrowings = tuple(
        narrowing._replace(value=Slot(f"value{place}", UUIDField() if narrowing.rows == "links" else CharField()))
        for place, narrowing in enumerate(walk.narrowings)
    )
    blank.beyonds = tuple(
        beyond._replace(time=Slot(f"time{place}", DateTimeField()), key=Slot(f"key{place}", UUIDField()))
        for place, beyond in enumerate(walk.beyonds)
    )
    blank.conditions = conditions
    return blank


def _timeless(condition: Q, values: dict[str, Any]) -> Q:
    """Return a condition with slots in place of times, which are added to the values."""

    def child(one: Any) -> Any:
        if isinstance(one, Q):
            return _timeless(one, values)
        lookup, value = one
        if not isinstance(value, datetime):
            return one
        name = f"when{len(values)}"
        values[name] = value
        return lookup, Slot(name, DateTimeField())

    return Q(*map(child, condition.children), _connector=condition.connector, _negated=condition.negated)


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
