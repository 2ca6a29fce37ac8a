"""Every kind, its details and every block have a type with all of their fields."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type
from pydantic import BaseModel
from strawberry.utils.str_converters import to_camel_case

from graphql_api.content.base import content_types
from graphql_api.content.context import NodeBatch, RequestContext
from graphql_api.content.node_types import build_node
from graphql_api.schema.schema import schema
from publishing.content.blocks import BLOCKS, Block, Struct
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS
from publishing.models import ContentItem

# References are resolved, so they go by another name; an organisation's own site is not its address here.
RENAMED = {
    ("ListedLink", "content_id"): "content",
    ("EmbedBlock", "content_id"): "content",
    ("Rendition", "asset"): "url",
    ("Image", "master"): "renditions",
    ("File", "asset"): "url",
    ("OrganisationDetails", "url"): "website",
    ("ZCardDetails", "valid_from"): "card_valid_from",
    ("ZCardDetails", "valid_until"): "card_valid_until",
}


def _type(name: str) -> GraphQLObjectType:
    type_ = schema._schema.type_map.get(name)
    assert isinstance(type_, GraphQLObjectType), f"The schema has no type {name}"
    return type_


def _structs(annotation: Any) -> Iterator[type[Struct]]:
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        yield annotation
    for argument in get_args(annotation):
        yield from _structs(argument)


def _missing(struct: type[BaseModel], type_: GraphQLObjectType | GraphQLInterfaceType) -> Iterator[str]:
    for name, field in struct.model_fields.items():
        if name == "type" and issubclass(struct, Block):
            continue  # it is __typename
        graphql_name = to_camel_case(RENAMED.get((struct.__name__, name), name))
        if graphql_name not in type_.fields:
            yield f"{type_.name}.{graphql_name}"
            continue
        for inner in _structs(field.annotation):
            if not issubclass(inner, Block):
                target = get_named_type(type_.fields[graphql_name].type)
                assert isinstance(target, GraphQLObjectType), f"{type_.name}.{graphql_name} has no type of its own"
                yield from _missing(inner, target)


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_has_a_type_with_its_fields(name: str) -> None:
    block = BLOCKS[name]
    assert list(_missing(block, _type(block.__name__))) == []
    assert "ContentBlock" in {interface.name for interface in _type(block.__name__).interfaces}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_type_with_its_details(kind: Kind) -> None:
    item = ContentItem(kind=kind)
    node = build_node(item, NodeBatch(RequestContext(), [item], "en-gb"))
    type_ = _type(type(node).__name__)
    assert "Content" in {interface.name for interface in type_.interfaces}
    assert list(_missing(KINDS[kind].details, type_)) == []


def test_every_kind_has_a_type_of_its_own() -> None:
    assert len({type_.__name__ for type_ in content_types()}) == len(Kind)
