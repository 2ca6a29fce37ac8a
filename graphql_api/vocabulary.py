"""What content is sorted by: topics, sectors and organisations."""

from typing import Annotated

import strawberry

from graphql_api.connections import After, Before, Connection, First, Info, Last, Locale, walk_of
from graphql_api.content import Content, content_type, details_of
from graphql_api.enums import Side
from graphql_api.fields import field
from graphql_api.walks import Page, Window
from publishing.addresses import link_or_none
from publishing.details import OrganisationDetails, SectorDetails, TopicDetails
from publishing.kinds import Kind
from publishing.terms import TermName

SlugText = "Its short name in addresses and filters."


@content_type(Kind.TOPIC)
@strawberry.type(description="A topic; its name is the title.")
class Topic(Content):
    @field(SlugText)
    def slug(self) -> str:
        return details_of(self, TopicDetails).slug


@content_type(Kind.SECTOR)
@strawberry.type(description="A sector; its name is the title.")
class Sector(Content):
    @field(SlugText)
    def slug(self) -> str:
        return details_of(self, SectorDetails).slug


@content_type(Kind.ORGANISATION)
@strawberry.type(description="An organisation; its name is the title.")
class Organisation(Content):
    @field(SlugText)
    def slug(self) -> str:
        return details_of(self, OrganisationDetails).slug

    @field("Whom it stands for.")
    def side(self) -> Side:
        return Side(details_of(self, OrganisationDetails).side)

    @field("Its own website; null when it has none.")
    def website(self) -> str | None:
        return link_or_none(details_of(self, OrganisationDetails).url)


SideArgument = Annotated[Side | None, strawberry.argument(description="Only those that stand for this side.")]


@strawberry.type
class VocabularyQuery:
    @field("Topics.")
    def topics(
        self,
        info: Info,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Topic]:
        return Connection(page=Page(walk_of(info, locale, Kind.TOPIC), Window(first, after, last, before)))

    @field("Sectors.")
    def sectors(
        self,
        info: Info,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Sector]:
        return Connection(page=Page(walk_of(info, locale, Kind.SECTOR), Window(first, after, last, before)))

    @field("Organisations.")
    def organisations(
        self,
        info: Info,
        side: SideArgument = None,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Organisation]:
        walk = walk_of(info, locale, Kind.ORGANISATION)
        if side:
            walk.term(TermName.SIDE, side.value)
        return Connection(page=Page(walk, Window(first, after, last, before)))
