"""Travel advice."""

from datetime import datetime

from graphql_api.base.fields import field
from graphql_api.content.base import Content, content_type, details_of
from graphql_api.content.blocks import Block, blocks_of
from graphql_api.content.context import current_edition
from graphql_api.content.declared_fields import part_type
from graphql_api.content.lists.keyset import Walk
from graphql_api.content.lists.kind_lists import narrows
from publishing.kinds import Kind
from publishing.kinds.travel_advice import Part, TravelAdviceDetails


@part_type(Part)
class TravelAdvicePart:
    @field("Its text, as blocks.")
    def body(self) -> list[Block]:
        return blocks_of(self.source.body, self.batch)  # type: ignore[attr-defined]


@content_type(Kind.TRAVEL_ADVICE)
class TravelAdvice(Content):
    @field("When it was last looked over, changed or not.")
    def reviewed_at(self) -> datetime:
        return details_of(self, TravelAdviceDetails).reviewed_at or current_edition(self.item).published_at


@narrows(Kind.TRAVEL_ADVICE, "The country's ISO 3166-1 alpha-2 code (`FR`) or slug (`france`).")
def country(walk: Walk, country: str) -> Walk:
    """A code has two letters."""
    return walk.term("country", country.upper()) if len(country) == 2 else walk.term("country_slug", country.lower())
