"""Root fields for items by ID, with which client libraries refetch objects."""

from typing import Annotated

import strawberry

from graphql_api.base.cost_directives import sized_by
from graphql_api.base.errors import Code, HubError
from graphql_api.base.fields import field
from graphql_api.base.limits import MAX_PAGE
from graphql_api.content.base import Node
from graphql_api.content.context import build_nodes
from graphql_api.content.lists.connections import Info
from graphql_api.content.lists.identifiers import require_uuid

Id = Annotated[strawberry.ID, strawberry.argument(description="The `id` of the object.")]
Ids = Annotated[list[strawberry.ID], strawberry.argument(description=f"The `id`s of the objects, at most {MAX_PAGE}.")]


@strawberry.type
class NodeQuery:
    @field(
        "The object with this ID. Null if it does not exist or you may not see it: the two cases are indistinguishable."
    )
    def node(self, info: Info, id: Id) -> Node | None:
        return _nodes(info, [id])[0]

    @field(
        "The objects with these IDs, in the same order; null for each that does not exist or that you may not see.",
        size=sized_by("ids"),
    )
    def nodes(self, info: Info, ids: Ids) -> list[Node | None] | None:
        return _nodes(info, ids)


def _nodes(info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
    if len(ids) > MAX_PAGE:
        raise HubError(Code.BAD_INPUT, f"Request at most {MAX_PAGE} IDs.")
    keys = [require_uuid(one) for one in ids]
    info.context.count_nodes(len(keys))
    found = build_nodes(info.context, info.context.visible_items().filter(pk__in=keys).slim())
    by_key = {node.item.pk: node for node in found}
    return [by_key.get(key) for key in keys]
