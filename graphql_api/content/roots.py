"""Root fields for content of any kind: one item, or a list."""

from datetime import datetime
from typing import Annotated

import strawberry
from django.db.models import Q

from graphql_api.base.addresses import candidate_paths
from graphql_api.base.enums import LocaleFallback, Order
from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import RequestContext, build_nodes
from graphql_api.content.lists.connections import (
    After,
    Before,
    Connection,
    First,
    Info,
    Last,
    Ordered,
    keyset_list,
)
from graphql_api.content.lists.identifiers import require_uuid
from graphql_api.content.lists.keyset import KeysetList, Slice, SliceArguments
from graphql_api.content.lists.kind_lists import RELATIONS, KindAndRelationFilter, filter_by_relation
from graphql_api.content.locales import (
    Fallback,
    Locale,
    OptionalLocale,
    RequestedLocale,
    request_optional_locale,
)
from graphql_api.content.times import to_utc
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


@strawberry.input(description="Filters for a list of content. All the filters must match.")
class ContentFilter(KindAndRelationFilter):
    updated_since: datetime | None = strawberry.field(
        default=None, description="Only items updated at or after this time."
    )
    updated_before: datetime | None = strawberry.field(default=None, description="Only items updated before this time.")


By = Annotated[ContentBy, strawberry.argument(description="How to find the item.")]
Filter = Annotated[ContentFilter | None, strawberry.argument(description="Filters for the list.")]


@strawberry.type
class ContentQuery:
    @field("One content item. Null if it does not exist or you may not see it: the two cases are indistinguishable.")
    def content(
        self, info: Info, by: By, locale: OptionalLocale = None, fallback: Fallback = LocaleFallback.DEFAULT
    ) -> Content | None:
        item = _find(info.context, by, request_optional_locale(info, locale, fallback))
        if item is None:
            info.context.cache_tags.add_list()
            return None
        node: Content = build_nodes(info.context, [item])[0]
        return node

    @field("A list of content of all kinds.")
    def contents(
        self,
        info: Info,
        filter: Filter = None,
        order: Ordered = Order.NEWEST,
        locale: Locale = "en-gb",
        fallback: Fallback = LocaleFallback.DEFAULT,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Content] | None:
        window = SliceArguments(first, after, last, before)
        return Connection(slice=Slice(_listed(info, filter or ContentFilter(), locale, fallback), window, order))


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


def _listed(info: Info, wanted: ContentFilter, locale: str, fallback: LocaleFallback) -> KeysetList:
    listing = keyset_list(info, locale, fallback, *dict.fromkeys(wanted.kinds or ()))
    if wanted.kinds == []:
        listing.none()
    for relation in RELATIONS:
        filter_by_relation(listing, getattr(wanted, relation), relation)
    if wanted.updated_since:
        listing.filter(Q(**{f"{listing.time_column}__gte": to_utc(wanted.updated_since)}))
    if wanted.updated_before:
        listing.filter(Q(**{f"{listing.time_column}__lt": to_utc(wanted.updated_before)}))
    return listing
