"""Travel advice."""

from datetime import datetime
from typing import Annotated

import strawberry

from graphql_api.blocks import Block, blocks_of
from graphql_api.connections import After, Before, Connection, First, Info, Last, Locale, Ordered, walk_of
from graphql_api.content import Content, content_type, details_of
from graphql_api.enums import AlertStatus, Order
from graphql_api.fields import field
from graphql_api.media import Image, image_of
from graphql_api.reader import Siblings, edition_of
from graphql_api.walks import Page, Window
from publishing import details
from publishing.addresses import link_or_none
from publishing.kinds import Kind
from publishing.terms import TermName


@strawberry.type(description="One part of a country's travel advice.")
class TravelAdvicePart:
    source: strawberry.Private[details.Part]
    siblings: strawberry.Private[Siblings]
    title: str = strawberry.field(description="Its title.")
    slug: str = strawberry.field(description="Its short name in addresses, unique in the advice.")

    @field("Its text, as blocks.")
    def body(self) -> list[Block]:
        return blocks_of(self.source.body, self.siblings)


@strawberry.type(description="Where content came from.")
class Provenance:
    publisher: str = strawberry.field(description="Who published it first.")
    url: str | None = strawberry.field(description="Where.")
    licence: str | None = strawberry.field(description="Under which licence.")
    fetched_at: datetime | None = strawberry.field(description="When it was taken over.")


@content_type(Kind.TRAVEL_ADVICE)
@strawberry.type(description="Travel advice for one country.")
class TravelAdvice(Content):
    @property
    def _details(self) -> details.TravelAdviceDetails:
        return details_of(self, details.TravelAdviceDetails)

    @field("The country's ISO 3166-1 alpha-2 code: `FR`.")
    def country(self) -> str:
        return self._details.country

    @field("The country's name.")
    def country_name(self) -> str:
        return self._details.country_name

    @field("The country's short name in addresses: `france`.")
    def country_slug(self) -> str:
        return self._details.country_slug

    @field("What else the country is called.")
    def synonyms(self) -> list[str]:
        return list(self._details.synonyms)

    @field("What travellers are advised against; empty when against nothing.")
    def alert_statuses(self) -> list[AlertStatus]:
        return [AlertStatus(status) for status in self._details.alert_statuses]

    @field("For which parts of the country that is; null when it is for none or for the whole.")
    def alert_scope(self) -> str | None:
        return self._details.alert_scope or None

    @field("Its parts, in order. Safety and security is always one of them.")
    def parts(self) -> list[TravelAdvicePart]:
        return [
            TravelAdvicePart(source=part, siblings=self.siblings, title=part.title, slug=part.slug)
            for part in self._details.parts
        ]

    @field("When it was last looked over, changed or not.")
    def reviewed_at(self) -> datetime:
        return self._details.reviewed_at or edition_of(self.item).published_at

    @field("A map of the country; null when there is none.")
    def map(self) -> Image | None:
        return image_of(self._details.map, self.siblings.files) if self._details.map else None

    @field("Where it came from; null when it is the hub's own.")
    def provenance(self) -> Provenance | None:
        source = self._details.provenance
        if source is None:
            return None
        return Provenance(
            publisher=source.publisher,
            url=link_or_none(source.url),
            licence=source.licence or None,
            fetched_at=source.fetched_at,
        )


CountryArgument = Annotated[
    str | None, strawberry.argument(description="The country's ISO 3166-1 alpha-2 code (`FR`) or slug (`france`).")
]
AlertArgument = Annotated[AlertStatus | None, strawberry.argument(description="Only where travellers are so advised.")]


@strawberry.type
class TravelQuery:
    @field("Travel advice.")
    def travel_advice(
        self,
        info: Info,
        country: CountryArgument = None,
        alert_status: AlertArgument = None,
        order: Ordered = Order.NEWEST,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[TravelAdvice]:
        walk = walk_of(info, locale, Kind.TRAVEL_ADVICE)
        if country is not None:
            code = (TermName.COUNTRY, country.upper())
            walk.term(*code if len(country) == 2 else (TermName.COUNTRY_SLUG, country.lower()))
        if alert_status:
            walk.term(TermName.ALERT_STATUS, alert_status.value)
        return Connection(page=Page(walk, Window(first, after, last, before), order))
