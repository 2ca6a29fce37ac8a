"""The home page."""

import strawberry

from graphql_api.base.enums import LocaleFallback
from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.context import build_nodes
from graphql_api.content.lists.connections import Info
from graphql_api.content.locales import Fallback, Locale, request_locale
from publishing.kinds import Kind


@register_kind_type(Kind.HOME)
class HomePage(Content):
    pass


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
