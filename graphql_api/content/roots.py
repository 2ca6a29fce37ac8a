"""Content of any kind: one by what is known of it, or a list."""

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
from graphql_api.content.lists.kind_lists import RELATIONS, filter_by_relation
from graphql_api.content.times import moment
from publishing.kinds import Kind
from publishing.models import ContentItem
from publishing.models.items import FALLBACK_LOCALE


@strawberry.input(one_of=True, description="What is known of the content that is wanted. Give exactly one.")
class ContentBy:
    id: strawberry.Maybe[strawberry.ID] = strawberry.field(description="Its `id`, which stands for one language.")
    content_id: strawberry.Maybe[strawberry.ID] = strawberry.field(
        description="Its `contentId`: found in `locale`, or else in English."
    )
    path: strawberry.Maybe[str] = strawberry.field(
        description="Its path on the website. A path that it had earlier finds it too: compare the answer's `path`."
    )
    code: strawberry.Maybe[str] = strawberry.field(
        description="What people call it (TT3, BR-2026-014, FR): found in `locale`, or else in English."
    )


@strawberry.input(description="What a list of content is limited to. All that is given must hold.")
class ContentFilter:
    kinds: list[Kind] | None = strawberry.field(default=None, description="Of any of these kinds.")
    topic: str | None = strawberry.field(default=None, description="About this topic: its slug or content id.")
    sector: str | None = strawberry.field(default=None, description="For this sector: its slug or content id.")
    work_stream: str | None = strawberry.field(default=None, description="Of this work-stream: its code or content id.")
    updated_since: datetime | None = strawberry.field(default=None, description="Updated at this time or later.")
    updated_before: datetime | None = strawberry.field(default=None, description="Updated before this time.")


By = Annotated[ContentBy, strawberry.argument(description="What is known of it.")]
Filter = Annotated[ContentFilter | None, strawberry.argument(description="What the list is limited to.")]


@strawberry.type
class ContentQuery:
    @field("One document. Null when it does not exist, or is not for you: the two look alike.")
    def content(self, info: Info, by: By, locale: Locale = "en-gb") -> Content | None:
        locale = validate_locale(locale)
        item = _find(info.context, by, locale)
        if item is None:
            info.context.cache_tags.add_list()
            return None
        # An id or a path says the language; a code or content id leaves it to `locale`, also for what is linked.
        node: Content = NodeBatch(info.context, [item], item.locale if by.id or by.path else locale).nodes[0]
        return node

    @field("Content of all kinds.")
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
        return _at_path(context, by.path.value)
    if by.content_id:
        items = items.filter(content_id=require_uuid(by.content_id.value))
    elif by.code:
        items = items.filter(kind__in=Kind.values, code=by.code.value)
    translations = {item.locale: item for item in items.filter(locale__in={locale, FALLBACK_LOCALE})}
    return translations.get(locale) or translations.get(FALLBACK_LOCALE)


def _at_path(context: RequestContext, path: str) -> ContentItem | None:
    items, tombstones = context.visible_items().slim(), context.visible_tombstones()
    for form in candidate_paths(path):
        if found := items.filter(path=form).first() or items.moved_from(form, tombstones).first():
            return found
    return None


def _listed(info: Info, wanted: ContentFilter, locale: str) -> KeysetList:
    listing = keyset_list(info, locale, *dict.fromkeys(wanted.kinds or ()))
    if wanted.kinds == []:
        listing.none()
    for relation in RELATIONS:
        filter_by_relation(listing, getattr(wanted, relation), relation)
    if wanted.updated_since:
        listing.filter(Q(**{f"{listing.time_column}__gte": moment(wanted.updated_since)}))
    if wanted.updated_before:
        listing.filter(Q(**{f"{listing.time_column}__lt": moment(wanted.updated_before)}))
    return listing
