"""A briefing: what do I tell my team now."""

from publishing.kinds.briefing import BriefingDetails
from website import threat
from website.frame import Context
from website.view import View


def context(view: View) -> Context | None:
    """Return the level in force, and the one the briefing speaks to."""
    details = view.page.details
    assert isinstance(details, BriefingDetails)
    if view.part:
        return None
    level = details.threat_level
    return {
        "threat": threat.current(view.viewer, view.locale),
        "speaks_to": level,
        "speaks_to_number": level.number if level else 0,
    }
