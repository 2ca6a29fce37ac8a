"""The programme's work-streams."""

import strawberry

from graphql_api.base.enums import LocaleFallback
from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.lists.connections import Info, keyset_list
from graphql_api.content.lists.keyset import Slice, SliceArguments
from graphql_api.content.locales import Fallback, Locale
from publishing.kinds import Kind


@register_kind_type(Kind.WORK_STREAM)
class WorkStream(Content):
    pass


@strawberry.type
class WorkStreamQuery:
    @field("All work-streams of the programme, sorted by code.")
    def work_streams(
        self, info: Info, locale: Locale = "en-gb", fallback: Fallback = LocaleFallback.DEFAULT
    ) -> list[WorkStream] | None:
        page = Slice(keyset_list(info, locale, fallback, Kind.WORK_STREAM), SliceArguments(first=100))
        return sorted(page.nodes, key=lambda node: node.item.code)
