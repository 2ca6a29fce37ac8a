"""Measures how long the lists in the published content are, to price operations (docs/api/costs.md).

It reads a sample of each kind as a reader without a key would: the cost of an operation must not depend on content that
its caller may not see. The lists are those of the schema, so new fields, blocks and kinds are measured as well.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import ceil

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_required_argument,
)

from graphql_api.base.cost_directives import DEFAULT_WEIGHT, field_weight
from graphql_api.base.limits import MAX_PAGE
from graphql_api.content.base import node_type
from graphql_api.content.context import RequestContext
from graphql_api.execution.operation import Operation
from graphql_api.execution.run import resolve
from graphql_api.schema.schema import schema
from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind
from publishing.models import ContentItem

SAMPLE = MAX_PAGE
"""How many items of each kind are measured: those that were updated last."""
PERCENTILE = 0.95
"""The share of lists that are no longer than their usual length."""

Lengths = dict[tuple[str, str], list[int]]


def measure_list_sizes() -> Mapping[tuple[str, str], int]:
    """Return the usual length of each list in the published content, by type and field: from 1 to MAX_PAGE. Kinds
    without content are assumed to be like the others."""
    lengths: Lengths = defaultdict(list)
    for kind in Kind:
        items = ContentItem.objects.visible_to(ANONYMOUS, off_site=True).of_kind(kind).order_by("-updated_at", "-pk")
        ids = [str(pk) for pk in items.values_list("pk", flat=True)[:SAMPLE]]
        result = resolve(Operation(_list_query(kind), {"ids": ids}, None), RequestContext()) if ids else None
        _collect((result and result.data) or {}, lengths)
    kinds = [node_type(kind).__name__ for kind in Kind]
    of_any_kind: dict[str, list[int]] = defaultdict(list)
    for (type_name, field), found in lengths.items():
        if type_name in kinds:
            of_any_kind[field] += found
    without_content = set(kinds) - {type_name for type_name, _ in lengths}
    assumed = {(kind, field): _usual(found) for kind in without_content for field, found in of_any_kind.items()}
    return {name: _usual(found) for name, found in lengths.items()} | assumed


def _usual(lengths: list[int]) -> int:
    return min(max(sorted(lengths)[ceil(len(lengths) * PERCENTILE) - 1], 1), MAX_PAGE)


def _collect(value: object, lengths: Lengths) -> None:
    if isinstance(value, list):
        for item in value:
            _collect(item, lengths)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, list) and "__typename" in value:
                lengths[value["__typename"], name].append(len(inner))
            _collect(inner, lengths)


def _list_query(kind: Kind) -> str:
    """Return a query for all lists of a kind's items and of what they contain, but not of other items."""
    name = node_type(kind).__name__
    selection = " ".join(_selections(schema._schema.type_map[name], frozenset({"Content"})))
    return f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {name} {{ {selection} }} }} }}"


def _selections(type_: GraphQLNamedType, above: frozenset[str]) -> Iterator[str]:
    """Yield what to select in a type in order to read its lists, and those in its objects."""
    yield "__typename"
    if type_.name in above:
        return
    above |= {type_.name}
    if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
        for one in schema._schema.get_possible_types(type_):
            yield f"... on {one.name} {{ {' '.join(_selections(one, above))} }}"
    elif isinstance(type_, GraphQLObjectType):
        for name, field in type_.fields.items():
            yield from _field_selection(name, field, above)


def _field_selection(name: str, field: GraphQLField, above: frozenset[str]) -> Iterator[str]:
    if field_weight(field) != DEFAULT_WEIGHT or any(map(is_required_argument, field.args.values())):
        return
    target, is_list = get_named_type(field.type), is_list_type(get_nullable_type(field.type))
    if not isinstance(target, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType):
        if is_list:
            yield name
        return
    is_content = "Content" in {target.name, *(one.name for one in getattr(target, "interfaces", ()))}
    below = ["__typename"] if is_content else list(_selections(target, above))
    if is_list or below != ["__typename"]:
        yield f"{name} {{ {' '.join(below)} }}"
