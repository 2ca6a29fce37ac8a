"""A briefing: what do I tell my team now."""

from publishing.kinds.briefing import BriefingDetails
from website.lists import threat_levels
from website.pages.layout import Context
from website.pages.page_request import View


def context(view: View) -> Context | None:
    """Return the level in force, and the one the briefing speaks to."""
    details = view.page.details
    assert isinstance(details, BriefingDetails)
    if view.part:
        return None
    level = details.threat_level
    return {
        "threat": threat_levels.current(view.viewer, view.locale),
        "speaks_to": level,
        "speaks_to_number": level.number if level else 0,
    }
