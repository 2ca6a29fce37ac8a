"""The programme's work-streams."""

import strawberry

from graphql_api.base.fields import field
from graphql_api.content.base import Content, content_type
from graphql_api.content.lists.connections import Info, Locale, walk_of
from graphql_api.content.lists.keyset import Page, Window
from publishing.kinds import Kind


@content_type(Kind.WORK_STREAM)
class WorkStream(Content):
    pass


@strawberry.type
class WorkStreamQuery:
    @field("The programme's work-streams, by code. There are few: all of them.")
    def work_streams(self, info: Info, locale: Locale = "en-gb") -> list[WorkStream]:
        page = Page(walk_of(info, locale, Kind.WORK_STREAM), Window(first=100))
        return sorted(page.batch.nodes, key=lambda node: node.item.code)
