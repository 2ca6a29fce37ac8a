"""Travel advice."""

from datetime import datetime

from graphql_api.base.fields import field
from graphql_api.content.base import Content, register_kind_type
from graphql_api.content.blocks import ContentBlock, build_blocks
from graphql_api.content.context import current_edition
from graphql_api.content.declared_fields import register_struct_type
from publishing.kinds import Kind, travel_advice
from publishing.kinds.travel_advice import TravelAdviceDetails


@register_struct_type(travel_advice.TravelAdvicePart)
class TravelAdvicePart:
    @field("The body, as blocks.")
    def body(self) -> list[ContentBlock]:
        return build_blocks(self.source.body, self.batch)  # type: ignore[attr-defined]


@register_kind_type(Kind.TRAVEL_ADVICE)
class TravelAdvice(Content):
    @field("When it was last reviewed, whether or not it was changed.")
    def reviewed_at(self) -> datetime:
        return self._details(TravelAdviceDetails).reviewed_at or current_edition(self.item).published_at
