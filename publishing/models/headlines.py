"""Reads the headlines of travel advice for lists."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from publishing.kinds import Kind
from publishing.kinds.travel_advice import ALERT_STATUS, TravelAlertHeadline
from publishing.models.items import ContentItem
from publishing.models.links import ItemTerm


def load_headlines(items: Iterable[ContentItem]) -> dict[UUID, TravelAlertHeadline]:
    """Return the headline of each travel advice among some visible items: at most one query, without their details."""
    advice = [item.pk for item in items if item.kind == Kind.TRAVEL_ADVICE]
    terms = ItemTerm.objects.filter(item__in=advice, name=ALERT_STATUS)  # none: no query
    statuses: dict[UUID, list[str]] = defaultdict(list)
    for pk, status in terms.values_list("item", "value"):
        statuses[pk].append(status)
    return {pk: TravelAlertHeadline.from_statuses(statuses[pk]) for pk in advice}
