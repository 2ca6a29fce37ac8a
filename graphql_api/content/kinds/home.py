"""The home page."""

import strawberry

from graphql_api.base.fields import field
from graphql_api.content.base import Content, content_type
from graphql_api.content.lists.connections import Info, Locale, walk_of
from graphql_api.content.lists.keyset import Page, Window
from publishing.kinds import Kind


@content_type(Kind.HOME)
class HomePage(Content):
    pass


@strawberry.type
class HomeQuery:
    @field("The home page.")
    def home_page(self, info: Info, locale: Locale = "en-gb") -> HomePage | None:
        nodes = Page(walk_of(info, locale, Kind.HOME), Window(first=1)).batch.nodes
        return nodes[0] if nodes else None
