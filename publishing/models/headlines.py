"""Reads what lists say about their items: the headlines of travel advice, and the last days of past briefings."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from publishing.kinds import Kind
from publishing.kinds.briefing import is_past
from publishing.kinds.travel_advice import ALERT_STATUS, TravelAlertHeadline
from publishing.models.details import read_details, with_details
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


def load_past(items: Iterable[ContentItem]) -> dict[UUID, date]:
    """Return the last day of each past briefing among some visible items: at most one query."""
    briefings = [item.pk for item in items if item.kind == Kind.BRIEFING]
    rows = with_details(ContentItem.objects.filter(pk__in=briefings).slim(), "applies_until")  # none: no query
    days = {row.pk: vars(row)["details"]["applies_until"] for row in read_details(rows)}
    last_days = {pk: date.fromisoformat(day) for pk, day in days.items() if day}
    return {pk: day for pk, day in last_days.items() if is_past(day)}
