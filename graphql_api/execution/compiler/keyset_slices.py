"""Reads slices of keyset lists, with statements that are shared by all lists of the same shape."""

from copy import copy
from typing import Any

from django.db.models import CharField, Expression, Field, Q

from graphql_api.content.context import RequestContext
from graphql_api.content.lists.conditions import Binder
from graphql_api.content.lists.keyset import KeysetList
from graphql_api.execution.compiler.row_fetches import RowFetch
from graphql_api.execution.compiler.statements import NOW, InKeys, Placeholder, Row, Values
from publishing.models.items import ContentItemQuerySet


def read_slice(listing: KeysetList, fetch: RowFetch, limit: int) -> list[Row]:
    """Return the first rows of a list."""
    values = {f"value{number}": value for number, value in enumerate(listing.bound_values())}
    key = (listing.shape, listing.requested.accepted[1:], limit)

    def build() -> ContentItemQuerySet:
        template = copy(listing)
        template.context = RequestContext(listing.context.viewer, at=NOW)
        template.locale = Placeholder("locale", CharField())
        return template.first_items(limit, _Placeholders())

    return fetch.read(key, listing.context.viewer, build, locale=listing.locale, **values)


class _Placeholders(Binder):
    """Puts numbered placeholders into a query instead of its values."""

    def __init__(self) -> None:
        self._count = 0

    def one(self, value: object, field: "Field[Any, Any]") -> Placeholder:
        return Placeholder(self._next_name(), field)

    def match_any(self, column: str, values: tuple[object, ...], field: "Field[Any, Any]") -> Q | Expression:
        found = InKeys(column, Values(self._next_name(), field))
        return Q(found, **{f"{column}__isnull": False}) if field.null else found

    def _next_name(self) -> str:
        self._count += 1
        return f"value{self._count - 1}"
