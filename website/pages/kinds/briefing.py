"""A briefing: what to tell your team now."""

from publishing.kinds.briefing import BriefingDetails
from website.lists.threat_levels import current_threat_level
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def context(requested: PageRequest) -> Context | None:
    """Return the current threat level, and the level that the briefing is for."""
    details = requested.page.details
    assert isinstance(details, BriefingDetails)
    if requested.part:
        return None
    return {
        "threat": current_threat_level(requested.viewer, requested.locale),
        "briefing_level": details.threat_level,
    }
