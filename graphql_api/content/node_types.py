"""The registry of node types, which avoids circular imports.

The types of content refer to each other in a circle. Modules below them find a type in this registry by its kind, or
refer to it by name with strawberry.lazy.
"""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import strawberry

from publishing.kinds import Kind
from publishing.models import ContentItem

ContentNode: TypeAlias = Any
"""A node of `Content` (graphql_api/content/base.py)."""

NODE_TYPES: dict[Kind, type[ContentNode]] = {}
"""The GraphQL type of each kind."""


def build_node(item: ContentItem, batch: object) -> ContentNode:
    """Return the node of an item in a batch."""
    return NODE_TYPES[Kind(item.kind)](item=item, batch=batch)


def _named(name: str, module: str) -> Any:
    return Annotated[name, strawberry.lazy(module)]


if TYPE_CHECKING:
    LazyContent: TypeAlias = Any
    LazyTopic: TypeAlias = Any
    LazySector: TypeAlias = Any
    LazyWorkStream: TypeAlias = Any
    LazyOrganisation: TypeAlias = Any
else:
    LazyContent = _named("Content", "graphql_api.content.base")
    LazyTopic = _named("Topic", "graphql_api.content.kinds.topic")
    LazySector = _named("Sector", "graphql_api.content.kinds.sector")
    LazyOrganisation = _named("Organisation", "graphql_api.content.kinds.organisation")
    LazyWorkStream = _named("WorkStream", "graphql_api.content.kinds.work_stream")
