"""Travel advice: whether to travel and what changed last; each part is on a page of its own."""

from datetime import datetime

from publishing.kinds import Kind
from publishing.kinds.travel_advice import TravelAdviceDetails, TravelAlert
from publishing.log.new_edition import item_id
from publishing.models import Edition
from publishing.models.details import read_details, with_details
from website.lists.alerts import alert_lines
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def context(requested: PageRequest) -> Context | None:
    """Return the alert, and the requested part with the parts before and after it; None for an unknown part."""
    details = requested.page.details
    assert isinstance(details, TravelAdviceDetails)
    slug, parts = requested.part, details.parts
    index = next((index for index, part in enumerate(parts) if part.slug == slug), None)
    if slug and index is None:
        return None
    return {
        "alert_lines": alert_lines(details.headline),
        "alert_since": _unchanged_since(requested, details),
        "parts": parts,
        "part": parts[index] if slug and index is not None else None,
        "previous_part": parts[index - 1] if slug and index else None,
        "next_part": parts[index + 1] if slug and index is not None and index + 1 < len(parts) else None,
    }


def _unchanged_since(requested: PageRequest, details: TravelAdviceDetails) -> datetime:
    """Return since when the alert statuses have not changed, from the history of editions."""
    since = requested.page.updated_at
    item = item_id(requested.page.content_id, requested.locale.code)
    editions = Edition.objects.filter(item=item).order_by("-number").only("format", "published_at")
    for edition in read_details(with_details(editions, "alerts"), Kind.TRAVEL_ADVICE):
        if tuple(map(TravelAlert.model_validate, vars(edition)["details"]["alerts"])) != details.alerts:
            break
        since = min(since, edition.published_at)  # imports date an edition before the day it was recorded
    return since
