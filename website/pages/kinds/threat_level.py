"""A threat level has no page of its own. Its preview is the page of the threat level, as it would be with it."""

from publishing.kinds.threat_level import ThreatLevelDetails
from website.lists.threat_levels import ThreatLevel, newest_by_scope, threat_level_history
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def context(requested: PageRequest) -> Context | None:
    """Return the level of each scope and their history, with the previewed level."""
    details = requested.page.details
    assert isinstance(details, ThreatLevelDetails), "the page is a threat level's"
    if requested.part:
        return None
    shown = ThreatLevel(details.level, details.scope, details.effective_at, details.wording, requested.page.locale.code)
    key = (shown.scope, shown.effective_at)
    others = threat_level_history(requested.viewer, requested.locale)
    levels = [shown, *(level for level in others if (level.scope, level.effective_at) != key)]
    history = sorted(levels, key=lambda level: level.effective_at, reverse=True)
    return {"current": newest_by_scope(levels), "levels": history, "title": requested.page.title}
