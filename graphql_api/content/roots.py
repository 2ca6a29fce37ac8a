"""Root fields for content of any kind: one item, or a list."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from graphql_api.base.addresses import candidate_paths
from graphql_api.base.enums import LocaleFallback
from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.conditions import Binder, Condition, equal_to
from graphql_api.content.lists.connections import After, Connection, First, Info, keyset_list
from graphql_api.content.lists.filter_fields import content_fields
from graphql_api.content.lists.filters import build_filter_type
from graphql_api.content.lists.identifiers import require_uuid
from graphql_api.content.lists.kind_lists import apply_arguments
from graphql_api.content.lists.orders import build_order_type
from graphql_api.content.lists.slices import Slice, check_page_size
from graphql_api.content.locales import (
    Fallback,
    Locale,
    OptionalLocale,
    RequestedLocale,
    request_optional_locale,
)
from graphql_api.content.past import AsOf, build_past_nodes, past_time
from publishing.content.orders import COMMON
from publishing.kinds import Kind
from publishing.models import ContentItem


@strawberry.input(one_of=True, description="How to find an item. Provide exactly one field.")
class ContentBy:
    id: strawberry.Maybe[strawberry.ID] = strawberry.field(
        description="The `id`, which identifies an item in one language."
    )
    content_id: strawberry.Maybe[strawberry.ID] = strawberry.field(
        description="The `contentId`, which identifies an item in all its languages."
    )
    path: strawberry.Maybe[str] = strawberry.field(
        description="The path on the website. A former path also works: compare it with `path` in the response."
    )
    code: strawberry.Maybe[str] = strawberry.field(description="The reference code, such as TT3, BR-2026-014 or FR.")


ContentFilter = build_filter_type("ContentFilter", content_fields())
ContentOrder = build_order_type("ContentOrder", COMMON)

By = Annotated[ContentBy, strawberry.argument(description="How to find the item.")]
Filter = Annotated[ContentFilter | None, strawberry.argument(description="Which items to list.")]  # type: ignore[valid-type]
OrderBy = Annotated[
    ContentOrder | None,  # type: ignore[valid-type]
    strawberry.argument(description="The order of the list; `{updatedAt: DESC}` by default."),
]
Paths = Annotated[
    list[str] | None, strawberry.argument(description="Only the items at these paths, in the language of the list.")
]
Codes = Annotated[list[str] | None, strawberry.argument(description="Only the items with these reference codes.")]


@strawberry.type
class ContentQuery:
    @field("One content item. Null if it does not exist or you may not see it: the two cases are indistinguishable.")
    def content(
        self,
        info: Info,
        by: By,
        locale: OptionalLocale = None,
        fallback: Fallback = LocaleFallback.DEFAULT,
        as_of: AsOf = None,
    ) -> Content | None:
        as_of = past_time(as_of)
        item = _find(info.context, by, request_optional_locale(info, locale, fallback))
        if item is None:
            info.context.cache_tags.add_list()
            return None
        nodes: list[Content] = build_past_nodes(info.context, [item], as_of)
        return nodes[0] if nodes else None

    @field("A list of content of all kinds.")
    def contents(
        self,
        info: Info,
        first: First,
        after: After = None,
        paths: Paths = None,
        codes: Codes = None,
        filter: Filter = None,
        order_by: OrderBy = None,
        locale: Locale = "en-gb",
        fallback: Fallback = LocaleFallback.DEFAULT,
    ) -> Connection[Content] | None:
        listing = keyset_list(info, locale, fallback)
        if paths is not None:
            listing.filter(_at_paths(info.context, paths))
        if codes is not None:
            listing.filter(equal_to("code", codes))
        apply_arguments(info, listing, filter, order_by)
        return Connection(slice=Slice(listing, check_page_size(first), after))


def _find(context: RequestContext, by: ContentBy, requested: RequestedLocale | None) -> ContentItem | None:
    items = context.visible_items().slim()
    if by.content_id:
        items = items.filter(content_id=require_uuid(by.content_id.value))
    elif by.code:
        items = items.filter(kind__in=Kind.values, code=by.code.value)
    else:
        item = _find_by_path(context, by.path.value) if by.path else _find_by_id(context, by)
        if item is None or requested is None or item.locale == requested.locale:
            return item
        items = items.filter(content_id=item.content_id)
    return (requested or RequestedLocale()).choose(items)


def _find_by_id(context: RequestContext, by: ContentBy) -> ContentItem | None:
    assert by.id, "exactly one field is provided"
    return context.visible_items().slim().filter(pk=require_uuid(by.id.value)).first()


def _find_by_path(context: RequestContext, path: str) -> ContentItem | None:
    """Return the item at a path, or the one that was there."""
    items = context.visible_items().slim()
    for one in candidate_paths(path):
        if found := items.filter(path=one).first() or items.moved_from(one, context.visible_tombstones()).first():
            return found
    return None


def _at_paths(context: RequestContext, paths: Sequence[str]) -> Condition:
    """Find the items at some paths: the list has them in its own language."""
    at_paths = equal_to("path", [one for path in paths for one in candidate_paths(path)])
    items = context.visible_items().filter(at_paths.compile(Binder()))
    return equal_to("content_id", list(items.values_list("content_id", flat=True)))
