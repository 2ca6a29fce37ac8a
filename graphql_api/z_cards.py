"""Z-cards: folding pocket cards."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_api.connections import After, Before, Connection, First, Info, Last, Locale, walk_of
from graphql_api.content import Content, content_type, details_of
from graphql_api.enums import CardSide
from graphql_api.fields import field
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

    @field("From when on it is valid.")
    def valid_from(self) -> date:
        return self._details.valid_from

    @field("Until when it is valid; null when that is open.")
    def valid_until(self) -> date | None:
        return self._details.valid_until

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
