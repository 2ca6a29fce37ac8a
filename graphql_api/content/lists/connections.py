"""The types of connections, and the arguments that they share."""

from typing import Annotated, Generic, TypeVar

import strawberry
from django.conf import settings

from graphql_api.base.cursors import Position
from graphql_api.base.enums import Order
from graphql_api.base.errors import Code, HubError
from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.keyset import KeysetList, Slice
from publishing.kinds import Kind

Node = TypeVar("Node", bound=Content)
Info = strawberry.Info[RequestContext, None]

Locale = Annotated[str, strawberry.argument(description="The language of the content: `en-gb` or `cy`.")]
First = Annotated[
    int | None, strawberry.argument(description="How many items to return from the start, or after `after`: 1 to 100.")
]
After = Annotated[str | None, strawberry.argument(description="Return items after this cursor.")]
Last = Annotated[
    int | None, strawberry.argument(description="How many items to return from the end, or before `before`: 1 to 100.")
]
Before = Annotated[str | None, strawberry.argument(description="Return items before this cursor.")]
Ordered = Annotated[Order, strawberry.argument(description="The sort order of the list.")]


@strawberry.type(description="The position of a slice in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there are items after this slice.")
    has_previous_page: bool = strawberry.field(description="Whether there are items before this slice.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item; null if the slice is empty.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last item; null if the slice is empty.")


@strawberry.type(description="An item and its position in the list.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="The cursor of the item, to pass as `after` or `before`.")
    node: Node = strawberry.field(description="The item.")


@strawberry.type(description="A slice of a list.")
class Connection(Generic[Node]):
    slice: strawberry.Private[Slice]

    @field("The items, each with its cursor.")
    def edges(self) -> list[Edge[Node]]:
        batch = self.slice.batch
        return [
            Edge(cursor=Position.of(item).encode(), node=node)
            for item, node in zip(batch.items, batch.nodes, strict=True)
        ]

    @field("The items.")
    def nodes(self) -> list[Node]:
        return self.slice.batch.nodes

    @field("The position of the slice in the list.")
    def page_info(self) -> PageInfo:
        items = self.slice.batch.items
        return PageInfo(
            has_next_page=self.slice.has_next,
            has_previous_page=self.slice.has_previous,
            start_cursor=Position.of(items[0]).encode() if items else None,
            end_cursor=Position.of(items[-1]).encode() if items else None,
        )

    @field("The total number of items in the list. Counting is costly: request it only if you need it.")
    def total_count(self) -> int:
        return self.slice.total


def validate_locale(locale: str) -> str:
    """Return the locale in lower case. Raise BAD_INPUT if the hub does not publish in it."""
    known = [code for code, _ in settings.LANGUAGES]
    if locale.lower() not in known:
        raise HubError(Code.BAD_INPUT, f"The hub publishes in {' and '.join(known)}.")
    return locale.lower()


def keyset_list(info: Info, locale: str, *kinds: Kind) -> KeysetList:
    """Return the list of visible items of these kinds."""
    return KeysetList(info.context, validate_locale(locale), *kinds)
