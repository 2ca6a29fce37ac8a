"""Nodes and their types, as the modules know them that those types are made of.

A type of content has fields whose types lead back to content: in the schema that is a ring. Among modules it is none,
since those below know a type by what was registered for its kind, and write its name where the schema will look it up.
"""

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import strawberry

from publishing.kinds import Kind
from publishing.models import ContentItem

ContentNode: TypeAlias = Any
"""A node of `Content` (graphql_api/content/base.py)."""

NODE_TYPES: dict[Kind, type[ContentNode]] = {}
"""The type of each kind."""


def build_node(item: ContentItem, batch: object) -> ContentNode:
    """Return the node of an item among its siblings."""
    return NODE_TYPES[Kind(item.kind)](item=item, batch=batch)


def _named(name: str, module: str) -> Any:
    return Annotated[name, strawberry.lazy(module)]


if TYPE_CHECKING:
    LazyContent: TypeAlias = Any
    LazyTopic: TypeAlias = Any
    LazySector: TypeAlias = Any
    LazyWorkStream: TypeAlias = Any
else:
    LazyContent = _named("Content", "graphql_api.content.base")
    LazyTopic = _named("Topic", "graphql_api.content.kinds.topic")
    LazySector = _named("Sector", "graphql_api.content.kinds.sector")
    LazyWorkStream = _named("WorkStream", "graphql_api.content.kinds.work_stream")
