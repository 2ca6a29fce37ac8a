"""Guidance."""

from typing import Annotated

import strawberry

from graphql_api.connections import After, Before, Connection, First, Info, Last, Locale, Ordered, walk_of
from graphql_api.content import Content, content_type
from graphql_api.enums import Order
from graphql_api.fields import field
from graphql_api.targets import target_of
from graphql_api.walks import Page, Walk, Window
from publishing.kinds import Kind, Relation

TopicArgument = Annotated[str | None, strawberry.argument(description="About this topic: its slug or content id.")]
SectorArgument = Annotated[str | None, strawberry.argument(description="For this sector: its slug or content id.")]
WorkStreamArgument = Annotated[
    str | None, strawberry.argument(description="Of this work-stream: its code (`CP`) or content id.")
]


@content_type(Kind.GUIDANCE)
@strawberry.type(description="Guidance: what to do, for whom.")
class Guidance(Content):
    pass


def narrow(walk: Walk, topic: str | None = None, sector: str | None = None, work_stream: str | None = None) -> Walk:
    """Narrow a list to what refers to a topic, a sector and a work-stream, each if it is given."""
    wanted = ((Relation.SECTOR, Kind.SECTOR, sector), (Relation.TOPIC, Kind.TOPIC, topic))
    for relation, kind, name in (*wanted, (Relation.WORK_STREAM, Kind.WORK_STREAM, work_stream)):
        if name is not None:
            walk.linked(relation, target_of(walk.reader, kind, name))
    return walk


@strawberry.type
class GuidanceQuery:
    @field("Guidance.")
    def guidance(
        self,
        info: Info,
        sector: SectorArgument = None,
        work_stream: WorkStreamArgument = None,
        topic: TopicArgument = None,
        order: Ordered = Order.NEWEST,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Guidance]:
        walk = narrow(walk_of(info, locale, Kind.GUIDANCE), topic, sector, work_stream)
        return Connection(page=Page(walk, Window(first, after, last, before), order))
