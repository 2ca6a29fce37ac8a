"""Builds the root fields that list content: of each kind from its declaration, and of all kinds together."""

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from typing import Annotated, Any

import strawberry
from strawberry.utils.str_converters import to_camel_case

from graphql_api.base.cost_directives import assumed
from graphql_api.base.enums import LocaleFallback
from graphql_api.base.fields import field
from graphql_api.content.base import node_type
from graphql_api.content.lists.connections import After, Connection, First, Info, keyset_list
from graphql_api.content.lists.filter_fields import kind_fields
from graphql_api.content.lists.filters import build_conditions, build_filter_type
from graphql_api.content.lists.keyset import KeysetList
from graphql_api.content.lists.orders import ListOrder, build_order_type, chosen_order
from graphql_api.content.lists.slices import Slice, check_page_size
from graphql_api.content.locales import Fallback, Locale
from publishing.content.orders import COMMON
from publishing.kinds import Kind
from publishing.kinds.declaration import Declaration, SchemaList
from publishing.kinds.registry import KINDS

MAX_PLAIN = 500
"""The maximum number of items in a list without pages: kinds with only dozens of items have one."""
PLAIN_LENGTH = 50
"""The length that their cost assumes."""


def apply_arguments(info: Info, listing: KeysetList, given_filter: object, order_by: object) -> KeysetList:
    """Filter and sort a list as a client requests."""
    if given_filter:
        listing.filter(*build_conditions(info.context, given_filter))
    if order_by:
        listing.order = chosen_order(order_by)
    return listing


def add_lists(query: type) -> type:
    """Add to a class a root field for every kind that declares one."""
    for kind, declaration in KINDS.items():
        if declaration.schema_list:
            build = _connection_field if declaration.schema_list.is_connection else _plain_field
            setattr(query, declaration.schema_list.name, build(kind, declaration, declaration.schema_list))
    return query


def _connection_field(kind: Kind, declaration: Declaration, listed: SchemaList) -> Any:
    def resolve(
        self: Any,
        info: Info,
        first: int,
        after: str | None,
        locale: str,
        fallback: LocaleFallback,
        filter: Any,
        order_by: Any,
    ) -> Any:
        listing = _listing(info, locale, fallback, kind, listed)
        apply_arguments(info, listing, filter, order_by)
        return Connection(slice=Slice(listing, check_page_size(first), after))

    paging = [_parameter("first", First), _parameter("after", After, None)]
    return _field(declaration, listed, resolve, paging, Connection[node_type(kind)] | None)  # type: ignore[misc]


def _plain_field(kind: Kind, declaration: Declaration, listed: SchemaList) -> Any:
    def resolve(self: Any, info: Info, locale: str, fallback: LocaleFallback, filter: Any, order_by: Any) -> Any:
        listing = _listing(info, locale, fallback, kind, listed)
        return Slice(apply_arguments(info, listing, filter, order_by), MAX_PLAIN)

    return _field(declaration, listed, resolve, [], list[node_type(kind)] | None)  # type: ignore[misc]


def _listing(info: Info, locale: str, fallback: LocaleFallback, kind: Kind, listed: SchemaList) -> KeysetList:
    listing = keyset_list(info, locale, fallback, kind)
    listing.order = ListOrder.default(listed.default_order)
    return listing


def _field(
    declaration: Declaration,
    listed: SchemaList,
    resolve: Callable[..., Any],
    paging: Sequence[Parameter],
    returned: Any,
) -> Any:
    """Return a root field with the arguments of all lists."""
    filter_type = build_filter_type(f"{declaration.type_name}Filter", kind_fields(declaration))
    order_type = build_order_type(f"{declaration.type_name}Order", (*COMMON, *listed.orders))
    by_default = f"The order of the list; {describe_order(listed)} by default."
    filter_: Any = Annotated[filter_type | None, strawberry.argument(description="Which items to list.")]
    order_by: Any = Annotated[order_type | None, strawberry.argument(description=by_default)]
    parameters = [
        _parameter("self"),
        _parameter("info", Info),
        *paging,
        _parameter("filter", filter_, None),
        _parameter("order_by", order_by, None),
        _parameter("locale", Locale, "en-gb"),
        _parameter("fallback", Fallback, LocaleFallback.DEFAULT),
    ]
    resolve.__name__ = listed.name
    resolve.__signature__ = Signature(parameters, return_annotation=returned)  # type: ignore[attr-defined]
    resolve.__annotations__ = {"return": returned}
    return field(listed.description, size=None if listed.is_connection else assumed(PLAIN_LENGTH))(resolve)


def describe_order(listed: SchemaList) -> str:
    """Return the default order of a list, as GraphQL."""
    order = ListOrder.default(listed.default_order)
    name = to_camel_case(order.order.name)
    return f"`{{{name}: {'DESC' if order.is_descending else 'ASC'}}}`"


def _parameter(name: str, annotation: Any = Parameter.empty, default: Any = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=annotation, default=default)
