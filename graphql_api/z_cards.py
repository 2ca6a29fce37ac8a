"""Z-cards: folding pocket cards."""

from datetime import date, datetime
from typing import Annotated

import strawberry

from graphql_api.connections import After, Before, Connection, First, Info, Last, Locale, walk_of
from graphql_api.content import Content, content_type, details_of, earliest, end_of
from graphql_api.enums import CardSide
from graphql_api.fields import field
from graphql_api.reader import edition_of
from graphql_api.walks import Page, Window
from publishing.details import ZCardDetails
from publishing.kinds import Kind
from publishing.terms import TermName


@strawberry.type(description="One panel of a folding card.")
class Panel:
    heading: str = strawberry.field(description="Its heading.")
    body: str = strawberry.field(description="Its text, plain.")
    character_limit: int = strawberry.field(description="How many characters its text may have.")
    side: CardSide = strawberry.field(description="The side it is printed on.")


@content_type(Kind.Z_CARD)
@strawberry.type(description="A folding pocket card.")
class ZCard(Content):
    @property
    def _details(self) -> ZCardDetails:
        return details_of(self, ZCardDetails)

    @field("The edition that is printed on it.")
    def card_edition(self) -> str:
        return self._details.card_edition

    @field("The first day on which the printed card is valid.")
    def card_valid_from(self) -> date:
        return self._details.valid_from

    @field("The last day on which the printed card is valid; null when that is open.")
    def card_valid_until(self) -> date | None:
        return self._details.valid_until

    @field("After this moment say that it may be out of date: as for all content, or the end of `cardValidUntil`.")
    def valid_until(self) -> datetime | None:
        return earliest(
            end_of(self._details.valid_until), end_of(edition_of(self.item).review_date), self.item.expires_at
        )

    @field("The languages it is printed in.")
    def languages(self) -> list[str]:
        return list(self._details.languages)

    @field("Its panels, in order.")
    def panels(self) -> list[Panel]:
        return [
            Panel(
                heading=panel.heading,
                body=panel.body,
                character_limit=panel.character_limit,
                side=CardSide(panel.side),
            )
            for panel in self._details.panels
        ]


LanguageArgument = Annotated[str | None, strawberry.argument(description="Only those printed in this language.")]


@strawberry.type
class ZCardQuery:
    @field("Z-cards.")
    def z_cards(
        self,
        info: Info,
        language: LanguageArgument = None,
        locale: Locale = "en-gb",
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[ZCard]:
        walk = walk_of(info, locale, Kind.Z_CARD)
        if language is not None:
            walk.term(TermName.LANGUAGE, language)
        return Connection(page=Page(walk, Window(first, after, last, before)))
