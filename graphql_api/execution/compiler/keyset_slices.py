"""Reads slices of keyset lists, with statements that are shared by all lists of the same shape."""

from copy import copy
from datetime import datetime
from typing import Any

from django.db.models import CharField, DateTimeField, Q, UUIDField, Value
from django.db.models.expressions import Expression

from graphql_api.content.context import RequestContext
from graphql_api.content.lists.keyset import KeysetList
from graphql_api.execution.compiler.row_fetches import RowFetch
from graphql_api.execution.compiler.statements import NOW, Placeholder, Row
from publishing.models.items import ContentItemQuerySet


def read_slice(listing: KeysetList, fetch: RowFetch, limit: int, *, newest_first: bool) -> list[Row]:
    """Return the first rows of a list."""
    values: dict[str, Any] = {"locale": listing.locale}
    values.update((f"value{index}", one.value) for index, one in enumerate(listing.related_filters))
    for index, bound in enumerate(listing.bounds):
        values[f"time{index}"], values[f"key{index}"] = _get_value(bound.time), _get_value(bound.key)
    conditions = tuple(_replace_times(condition, values) for condition in listing.conditions)
    key = (
        listing.kinds,
        listing.requested.accepted[1:],
        tuple((one.rows, one.name) for one in listing.related_filters),
        conditions,
        tuple(bound.older for bound in listing.bounds),
        listing.is_empty,
        limit,
        newest_first,
    )

    def build() -> ContentItemQuerySet:
        return _replace_values(listing, conditions).first_items(limit, newest_first=newest_first)

    return fetch.read(key, listing.context.viewer, build, **values)


def _replace_values(listing: KeysetList, conditions: tuple[Q, ...]) -> KeysetList:
    """Return a copy of a list with placeholders instead of its values."""
    template = copy(listing)
    template.context = RequestContext(listing.context.viewer, at=NOW)
    template.locale = Placeholder("locale", CharField())
    template.related_filters = tuple(
        one._replace(value=Placeholder(f"value{index}", UUIDField() if one.rows == "links" else CharField()))
        for index, one in enumerate(listing.related_filters)
    )
    template.bounds = tuple(
        bound._replace(time=Placeholder(f"time{index}", DateTimeField()), key=Placeholder(f"key{index}", UUIDField()))
        for index, bound in enumerate(listing.bounds)
    )
    template.conditions = conditions
    return template


def _replace_times(condition: Q, values: dict[str, Any]) -> Q:
    """Return a condition with placeholders instead of times, which are added to the values."""

    def replace(child: Any) -> Any:
        if isinstance(child, Q):
            return _replace_times(child, values)
        lookup, value = child
        if not isinstance(value, datetime):
            return child
        name = f"when{len(values)}"
        values[name] = value
        return lookup, Placeholder(name, DateTimeField())

    return Q(*map(replace, condition.children), _connector=condition.connector, _negated=condition.negated)


def _get_value(expression: Expression) -> object:
    assert isinstance(expression, Value), "a position consists of values"
    return expression.value
