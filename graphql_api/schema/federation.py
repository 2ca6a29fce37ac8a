"""Apollo Federation 2, with which a partner's graph can extend the hub's (docs/api/schema.md).

Federation directives appear only in the SDL for composition tools, not in the types.
"""

from dataclasses import replace
from functools import lru_cache, reduce
from operator import or_
from typing import Annotated, Any, NewType
from uuid import UUID

import strawberry
from graphql import (
    DefinitionNode,
    InterfaceTypeDefinitionNode,
    Node,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    parse,
    print_ast,
)
from strawberry.printer import print_schema
from strawberry.schema.base import BaseSchema
from strawberry.types.scalar import ScalarDefinition

import graphql_api.content.kinds  # noqa: F401 # the types of all kinds
from graphql_api.base.cost_directives import sized_by
from graphql_api.base.errors import Code, HubError
from graphql_api.base.limits import MAX_PAGE
from graphql_api.content.base import Content, content_types
from graphql_api.content.context import build_nodes
from graphql_api.content.lists.connections import Info
from graphql_api.content.lists.identifiers import require_uuid
from publishing.log.new_edition import item_id

SPECIFICATION = "https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec"
LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@shareable"])'
KEYS = ("id", "contentId locale")
SHARED = "PageInfo"
"""Most graphs have this type, with the same fields: composition must not fail."""
NOT_SHARED = {"_service", "_entities", "node", "nodes", "_Any", "_Entity", "_Service"}
"""Not part of a federated graph. It cannot have one `node` field, because every subgraph would define it."""

Representation = NewType("Representation", dict[str, Any])
SCALARS: dict[object, ScalarDefinition] = {
    Representation: ScalarDefinition(
        name="_Any",
        description="A reference to an entity from another graph: `__typename` and one of its keys.",
        specified_by_url=SPECIFICATION,
        serialize=lambda value: value,
        parse_value=lambda value: value,
        parse_literal=None,
        origin=None,
    )
}
Entity: Any = Annotated[
    reduce(or_, content_types()),
    strawberry.union("_Entity", description="The entities that other graphs can extend: every kind of content."),
]
Representations = Annotated[
    list[Representation], strawberry.argument(description=f"The entities to resolve, at most {MAX_PAGE}.")
]


@strawberry.type(name="_Service", description="The hub as a subgraph of a federated graph.")
class Service:
    sdl: str = strawberry.field(description="The schema with federation directives.")


def _service(info: Info) -> Service:
    return Service(sdl=subgraph_sdl(info.schema))


def _entities(info: Info, representations: Representations) -> list[Entity | None]:
    if len(representations) > MAX_PAGE:
        raise HubError(Code.BAD_INPUT, f"Request at most {MAX_PAGE} entities.")
    info.context.count_nodes(len(representations))
    keys = [_parse_key(one) for one in representations]
    found = build_nodes(info.context, info.context.visible_items().filter(pk__in=keys).slim())
    by_key = {node.item.pk: node for node in found}
    nodes = (by_key.get(key) for key in keys)
    # Another graph may know an entity by its type, or only by the interface.
    return [
        node if node and one["__typename"] in (type(node).__name__, Content.__name__) else None
        for node, one in zip(nodes, representations, strict=True)
    ]


def _parse_key(representation: Representation) -> UUID:
    """Return the item id of a representation: its `id`, or the id derived from `contentId` and `locale`."""
    match representation:
        case {"__typename": str(), "id": str(identity)}:
            return require_uuid(identity)
        case {"__typename": str(), "contentId": str(content_id), "locale": str(locale)}:
            return item_id(require_uuid(content_id), locale.lower())
    raise HubError(
        Code.BAD_INPUT, "A representation must have `__typename`, and either `id` or `contentId` and `locale`."
    )


@strawberry.type
class FederationQuery:
    service: Service = strawberry.field(
        name="_service",
        resolver=_service,
        description="For composition tools. Allowed to those who may use introspection.",
    )
    entities: list[Entity | None] = strawberry.field(
        name="_entities",
        resolver=_entities,
        description="For routers of federated graphs: entities by key; null for each that is hidden or does not exist.",
        directives=[sized_by("representations")],
    )


@lru_cache(maxsize=1)
def subgraph_sdl(schema: BaseSchema) -> str:
    """Return the SDL of a schema as a subgraph."""
    definitions = (one for one in parse(print_schema(schema)).definitions if _name(one) not in NOT_SHARED)
    return "\n\n".join([LINK, *(print_ast(_subgraph_definition(one)) for one in definitions)])


def _subgraph_definition(definition: DefinitionNode) -> DefinitionNode:
    if not isinstance(definition, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
        return definition
    names = {definition.name.value, *(interface.name.value for interface in definition.interfaces or ())}
    keys = [f'@key(fields: "{key}")' for key in KEYS] if Content.__name__ in names else []
    shared = ["@shareable"] if definition.name.value == SHARED else []
    [scalar] = parse(f"scalar Any {' '.join((*keys, *shared))}").definitions
    assert isinstance(scalar, ScalarTypeDefinitionNode)
    return replace(
        definition,
        fields=tuple(field for field in definition.fields or () if _name(field) not in NOT_SHARED),
        directives=(*(definition.directives or ()), *(scalar.directives or ())),
    )


def _name(node: Node) -> str:
    return node.name.value if hasattr(node, "name") and node.name else ""
