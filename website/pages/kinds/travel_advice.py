"""Travel advice: may I go, what happened last; then each part on a page of its own."""

from datetime import datetime

from publishing.kinds import Kind
from publishing.kinds.travel_advice import Part, TravelAdviceDetails
from publishing.log.new_edition import item_id
from publishing.models import Edition
from publishing.models.details import read_facts, with_facts
from website.pages.labels import alert_level, alert_tone, gravest
from website.pages.layout import Context
from website.pages.page_request import View


def context(view: View) -> Context | None:
    """Return the alert, and the part that is asked for with its neighbours; None for an unknown part."""
    details = view.page.details
    assert isinstance(details, TravelAdviceDetails)
    place = _place(details.parts, view.part)
    if place is None:
        return None
    return {
        "alert": gravest(details.alert_statuses),
        "alert_level": alert_level(details.alert_statuses),
        "alert_tone": alert_tone(details.alert_statuses),
        "alert_since": _since(view, details),
        "parts": details.parts,
        "part": details.parts[place] if view.part else None,
        "previous_part": details.parts[place - 1] if view.part and place > 0 else None,
        "next_part": details.parts[place + 1] if view.part and place + 1 < len(details.parts) else None,
    }


def _place(parts: tuple[Part, ...], slug: str) -> int | None:
    if not slug:
        return 0
    return next((place for place, part in enumerate(parts) if part.slug == slug), None)


def _since(view: View, details: TravelAdviceDetails) -> datetime:
    """Return since when the statuses are what they are, as the editions tell."""
    since = view.page.updated_at
    editions = Edition.objects.filter(item=item_id(view.page.content_id, view.locale.code)).order_by("-number")
    slim = with_facts(editions.only("format", "published_at"), "alert_statuses")
    for edition in read_facts(slim, Kind.TRAVEL_ADVICE):
        if tuple(vars(edition)["facts"]["alert_statuses"] or ()) != details.alert_statuses:
            break
        since = min(since, edition.published_at)  # imports date an edition before the day it was recorded
    return since
