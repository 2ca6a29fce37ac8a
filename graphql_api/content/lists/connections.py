"""The types of connections, and the arguments that they share."""

from typing import Annotated, Generic, TypeVar

import strawberry

from graphql_api.base.cursors import Position
from graphql_api.base.enums import LocaleFallback
from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.keyset import KeysetList
from graphql_api.content.lists.related_lists import RelatedSlice
from graphql_api.content.lists.slices import Slice
from graphql_api.content.locales import RootInfo, request_locale
from graphql_api.content.page_info import PageInfo
from publishing.kinds import Kind
from publishing.models import ContentItem

Node = TypeVar("Node", bound=Content)
Info = strawberry.Info[RequestContext, None]

First = Annotated[int, strawberry.argument(description="How many items to return: 1 to 100.")]
After = Annotated[str | None, strawberry.argument(description="Return items after this cursor.")]


@strawberry.type(description="An item and its position in the list.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="The cursor of the item, to pass as `after`.")
    node: Node = strawberry.field(description="The item.")


@strawberry.type(description="A slice of a list.")
class Connection(Generic[Node]):
    slice: strawberry.Private[Slice | RelatedSlice]

    @field("The items, each with its cursor.")
    def edges(self) -> list[Edge[Node]]:
        return [
            Edge(cursor=_cursor(self.slice, item), node=node)
            for item, node in zip(self.slice.rows, self.slice.nodes, strict=True)
        ]

    @field("The items.")
    def nodes(self) -> list[Node]:
        return self.slice.nodes

    @field("The position of the slice in the list.")
    def page_info(self) -> PageInfo:
        items = self.slice.rows
        return PageInfo(
            has_next_page=self.slice.has_next,
            has_previous_page=self.slice.has_previous,
            start_cursor=_cursor(self.slice, items[0]) if items else None,
            end_cursor=_cursor(self.slice, items[-1]) if items else None,
        )

    @field("The total number of items in the list. Counting is costly: request it only if you need it.")
    def total_count(self) -> int:
        return self.slice.total


def _cursor(slice_: Slice | RelatedSlice, item: ContentItem) -> str:
    return Position(getattr(item, slice_.listing.order.order.column), item.pk).encode(slice_.digest)


def keyset_list(info: RootInfo, locale: str, fallback: LocaleFallback, *kinds: Kind) -> KeysetList:
    """Return the list of visible items of these kinds, each in the requested language or as `fallback` says."""
    return KeysetList(info.context, request_locale(info, locale, fallback), *kinds)
