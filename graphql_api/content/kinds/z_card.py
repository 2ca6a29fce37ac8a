"""Z-cards: folding pocket cards."""

from datetime import datetime

from graphql_api.base.fields import field
from graphql_api.content.base import Content, earliest, end_of_day, register_kind_type
from graphql_api.content.context import current_edition
from publishing.kinds import Kind
from publishing.kinds.z_card import ZCardDetails


@register_kind_type(Kind.Z_CARD)
class ZCard(Content):
    @field("When to start warning that it may be out of date: as for all content, or the end of `cardValidUntil`.")
    def valid_until(self) -> datetime | None:
        card_end = self._details(ZCardDetails).valid_until
        return earliest(end_of_day(card_end), end_of_day(current_edition(self.item).review_date), self.item.expires_at)
