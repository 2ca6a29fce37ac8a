"""Pages of walks, read with statements that lists of the same shape share."""

from copy import copy
from datetime import datetime
from typing import Any

from django.db.models import CharField, DateTimeField, Q, UUIDField, Value
from django.db.models.expressions import Expression

from graphql_api.content.context import RequestContext
from graphql_api.content.lists.keyset import KeysetList
from graphql_api.execution.compiler.row_fetches import Level
from graphql_api.execution.compiler.statements import NOW, Row, Slot
from publishing.models.items import ContentItemQuerySet


def rows_of(listing: KeysetList, level: Level, limit: int, *, newest_first: bool) -> list[Row]:
    """Return the first rows of a walk."""
    values = _values(listing)
    conditions = tuple(_timeless(condition, values) for condition in listing.conditions)
    key = (
        listing.kinds,
        tuple((related_filter.rows, related_filter.name) for related_filter in listing.related_filters),
        conditions,
        tuple(bound.older for bound in listing.bounds),
        listing.is_empty,
        limit,
        newest_first,
    )

    def made() -> ContentItemQuerySet:
        return _blank(listing, conditions).first_items(limit, newest_first=newest_first)

    return level.rows(key, listing.context.viewer, made, **values)


def _blank(listing: KeysetList, conditions: tuple[Q, ...]) -> KeysetList:
    """Return a walk like this with slots in place of its values."""
    blank = copy(listing)
    blank.context = RequestContext(listing.context.viewer, at=NOW)
    blank.locale = Slot("locale", CharField())
    blank.related_filters = tuple(
        related_filter._replace(
            value=Slot(f"value{place}", UUIDField() if related_filter.rows == "links" else CharField())
        )
        for place, related_filter in enumerate(listing.related_filters)
    )
    blank.bounds = tuple(
        bound._replace(time=Slot(f"time{place}", DateTimeField()), key=Slot(f"key{place}", UUIDField()))
        for place, bound in enumerate(listing.bounds)
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


def _values(listing: KeysetList) -> dict[str, Any]:
    """Return what a walk's slots are filled with."""
    values: dict[str, Any] = {"locale": listing.locale}
    values.update(
        (f"value{place}", related_filter.value) for place, related_filter in enumerate(listing.related_filters)
    )
    for place, bound in enumerate(listing.bounds):
        values[f"time{place}"], values[f"key{place}"] = _value(bound.time), _value(bound.key)
    return values


def _value(expression: Expression) -> object:
    assert isinstance(expression, Value), "a place in a list is given by values"
    return expression.value
