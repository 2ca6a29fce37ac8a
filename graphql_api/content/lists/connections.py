"""Connections as clients see them, and the arguments that all of them share."""

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

Locale = Annotated[str, strawberry.argument(description="Language of the content: `en-gb` or `cy`.")]
First = Annotated[int | None, strawberry.argument(description="How many from the start, or after `after`: 1 to 100.")]
After = Annotated[str | None, strawberry.argument(description="Begin after this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the end, or before `before`: 1 to 100.")]
Before = Annotated[str | None, strawberry.argument(description="End before this cursor.")]
Ordered = Annotated[Order, strawberry.argument(description="The order of the list.")]


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether items follow.")
    has_previous_page: bool = strawberry.field(description="Whether items stand before.")
    start_cursor: str | None = strawberry.field(description="The first item's cursor; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The last item's cursor; null on an empty page.")


@strawberry.type(description="An item and its place in the list.")
class Edge(Generic[Node]):
    cursor: str = strawberry.field(description="Pass it as `after` or `before`.")
    node: Node = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list.")
class Connection(Generic[Node]):
    slice: strawberry.Private[Slice]

    @field("The items with their cursors.")
    def edges(self) -> list[Edge[Node]]:
        batch = self.slice.batch
        return [
            Edge(cursor=Position.of(item).encode(), node=node)
            for item, node in zip(batch.items, batch.nodes, strict=True)
        ]

    @field("The items.")
    def nodes(self) -> list[Node]:
        return self.slice.batch.nodes

    @field("Where the page lies in the list.")
    def page_info(self) -> PageInfo:
        items = self.slice.batch.items
        return PageInfo(
            has_next_page=self.slice.has_next,
            has_previous_page=self.slice.has_previous,
            start_cursor=Position.of(items[0]).encode() if items else None,
            end_cursor=Position.of(items[-1]).encode() if items else None,
        )

    @field("How many items the whole list has. Counting costs: ask only if you need it.")
    def total_count(self) -> int:
        return self.slice.total


def validate_locale(locale: str) -> str:
    """Return the locale, lower-cased; BAD_INPUT when the hub does not publish in it."""
    known = [code for code, _ in settings.LANGUAGES]
    if locale.lower() not in known:
        raise HubError(Code.BAD_INPUT, f"The hub publishes in {' and '.join(known)}.")
    return locale.lower()


def keyset_list(info: Info, locale: str, *kinds: Kind) -> KeysetList:
    """Return the list of what the viewer may read of some kinds."""
    return KeysetList(info.context, validate_locale(locale), *kinds)
