"""Builds selections of all fields of a type from the schema."""

from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLType,
    get_named_type,
    is_required_argument,
)

from graphql_api.content.context import NodeBatch, RequestContext
from graphql_api.content.node_types import build_node
from graphql_api.schema.schema import schema
from publishing.kinds import Kind
from publishing.models import ContentItem


def everything_of(kind: Kind) -> str:
    """Return a selection of all fields of a kind's type; of linked content only a few."""
    item = ContentItem(kind=kind)
    name = type(build_node(item, NodeBatch(RequestContext(), [item], "en-gb"))).__name__
    return f"... on {name} {{ {everything(schema._schema.type_map[name])} }}"


def everything(type_: GraphQLNamedType, *, depth: int = 3) -> str:
    """Return a selection of all fields of a type."""
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    free = {name: one for name, one in type_.fields.items() if not any(map(is_required_argument, one.args.values()))}
    return " ".join(filter(None, (_field(name, one.type, depth) for name, one in free.items())))


def _field(name: str, type_: GraphQLType, depth: int) -> str:
    target = get_named_type(type_)
    if not isinstance(target, GraphQLObjectType | GraphQLInterfaceType):
        return name
    if target.name == "Content" or "Content" in {interface.name for interface in target.interfaces}:
        return f"{name} {{ __typename id title }}"
    return f"{name} {{ __typename {everything(target, depth=depth - 1)} }}" if depth else ""
