"""The home page."""

import strawberry

from graphql_api.base.enums import LocaleFallback
from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.context import build_nodes
from graphql_api.content.lists.connections import After, Connection, First, Info
from graphql_api.content.lists.related_lists import RelatedList, read_related
from graphql_api.content.locales import Fallback, Locale, request_locale
from publishing.kinds import Kind


@register_kind_type(Kind.HOME)
class HomePage(Content):
    @field("The pages one level below it, most recently updated first.")
    def children(self, first: First, after: After = None) -> Connection[Content]:
        return Connection(slice=read_related(self, RelatedList(), first, after))


@strawberry.type
class HomeQuery:
    @field("The home page.")
    def home_page(
        self, info: Info, locale: Locale = "en-gb", fallback: Fallback = LocaleFallback.DEFAULT
    ) -> HomePage | None:
        info.context.cache_tags.add_list([Kind.HOME])
        homes = info.context.visible_items().of_kind(Kind.HOME).slim()
        item = request_locale(info, locale, fallback).choose(homes)
        return build_nodes(info.context, [item])[0] if item else None
