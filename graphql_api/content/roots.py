"""Root fields for content of any kind: one item, or a list."""

from datetime import datetime
from typing import Annotated

import strawberry
from django.db.models import Q

from graphql_api.base.addresses import candidate_paths
from graphql_api.base.enums import Order
from graphql_api.base.fields import field
from graphql_api.content.base import Content
from graphql_api.content.context import NodeBatch, RequestContext
from graphql_api.content.lists.connections import (
    After,
    Before,
    Connection,
    First,
    Info,
    Last,
    Locale,
    Ordered,
    keyset_list,
    validate_locale,
)
from graphql_api.content.lists.identifiers import require_uuid
from graphql_api.content.lists.keyset import KeysetList, Slice, SliceArguments
from graphql_api.content.lists.kind_lists import RELATIONS, KindAndRelationFilter, filter_by_relation
from graphql_api.content.times import to_utc
from publishing.kinds import Kind
from publishing.models import ContentItem
from publishing.models.items import FALLBACK_LOCALE


@strawberry.input(one_of=True, description="How to find an item. Provide exactly one field.")
class ContentBy:
    id: strawberry.Maybe[strawberry.ID] = strawberry.field(
        description="The `id`, which identifies an item in one language."
    )
    content_id: strawberry.Maybe[strawberry.ID] = strawberry.field(
        description="The `contentId`. Returns the item in `locale`, or else in English."
    )
    path: strawberry.Maybe[str] = strawberry.field(
        description="The path on the website. A former path also works: compare it with `path` in the response."
    )
    code: strawberry.Maybe[str] = strawberry.field(
        description="The reference code (TT3, BR-2026-014, FR). Returns the item in `locale`, or else in English."
    )


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
    def content(self, info: Info, by: By, locale: Locale = "en-gb") -> Content | None:
        locale = validate_locale(locale)
        item = _find(info.context, by, locale)
        if item is None:
            info.context.cache_tags.add_list()
            return None
        # An id or a path determines the language; a code or content id uses `locale`, also for linked content.
        node: Content = NodeBatch(info.context, [item], item.locale if by.id or by.path else locale).nodes[0]
        return node

    @field("A list of content of all kinds.")
    def contents(
        self,
        info: Info,
        filter: Filter = None,
        order: Ordered = Order.NEWEST,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Content]:
        window = SliceArguments(first, after, last, before)
        return Connection(slice=Slice(_listed(info, filter or ContentFilter(), locale), window, order))


def _find(context: RequestContext, by: ContentBy, locale: str) -> ContentItem | None:
    items = context.visible_items().slim()
    if by.id:
        return items.filter(pk=require_uuid(by.id.value)).first()
    if by.path:
        for path in candidate_paths(by.path.value):
            if found := items.filter(path=path).first() or items.moved_from(path, context.visible_tombstones()).first():
                return found
        return None
    if by.content_id:
        items = items.filter(content_id=require_uuid(by.content_id.value))
    elif by.code:
        items = items.filter(kind__in=Kind.values, code=by.code.value)
    translations = {item.locale: item for item in items.filter(locale__in={locale, FALLBACK_LOCALE})}
    return translations.get(locale) or translations.get(FALLBACK_LOCALE)


def _listed(info: Info, wanted: ContentFilter, locale: str) -> KeysetList:
    listing = keyset_list(info, locale, *dict.fromkeys(wanted.kinds or ()))
    if wanted.kinds == []:
        listing.none()
    for relation in RELATIONS:
        filter_by_relation(listing, getattr(wanted, relation), relation)
    if wanted.updated_since:
        listing.filter(Q(**{f"{listing.time_column}__gte": to_utc(wanted.updated_since)}))
    if wanted.updated_before:
        listing.filter(Q(**{f"{listing.time_column}__lt": to_utc(wanted.updated_before)}))
    return listing
