"""A threat level has no page of its own: it is shown in the history of its scope."""

from website.lists import threat_levels
from website.pages.layout import Context
from website.pages.page_request import View


def context(view: View) -> Context | None:
    """Return the history."""
    if view.part:
        return None
    return {"levels": threat_levels.history(view.viewer, view.locale)}
