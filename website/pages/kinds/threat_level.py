"""A threat level has no page of its own: it is shown in the history of its scope."""

from website.lists.threat_levels import threat_level_history
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def context(requested: PageRequest) -> Context | None:
    """Return the history."""
    if requested.part:
        return None
    return {"levels": threat_level_history(requested.viewer, requested.locale)}
