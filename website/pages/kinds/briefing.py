"""A briefing: what to tell your team now."""

from django.utils import timezone

from website.lists.threat_levels import current_threat_level
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def context(requested: PageRequest) -> Context | None:
    """Return the current threat level, and the time, before which a briefing may not be in force yet."""
    if requested.part:
        return None
    return {"threat": current_threat_level(requested.viewer, requested.locale), "now": timezone.now()}
