"""A threat level has no page of its own: it is shown in the history of its scope."""

from website import threat
from website.frame import Context
from website.view import View


def context(view: View) -> Context | None:
    """Return the history."""
    if view.part:
        return None
    return {"levels": threat.history(view.viewer, view.locale)}
