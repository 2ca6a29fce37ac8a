"""The home page."""

import strawberry

from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.lists.connections import Info, Locale, keyset_list
from graphql_api.content.lists.keyset import Slice, SliceArguments
from publishing.kinds import Kind


@register_kind_type(Kind.HOME)
class HomePage(Content):
    pass


@strawberry.type
class HomeQuery:
    @field("The home page.")
    def home_page(self, info: Info, locale: Locale = "en-gb") -> HomePage | None:
        nodes = Slice(keyset_list(info, locale, Kind.HOME), SliceArguments(first=1)).batch.nodes
        return nodes[0] if nodes else None
