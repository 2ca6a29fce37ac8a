"""Who is reading a page, without touching the session of somebody who has none."""

from django.conf import settings
from django.http import HttpRequest

from publishing.accounts import viewer_of
from publishing.viewers import ANONYMOUS, Viewer

_KEY = "website_viewer"


def has_session(request: HttpRequest) -> bool:
    """Whether the reader sent a session cookie: only then may the answer differ from everybody's."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def viewer_for(request: HttpRequest) -> Viewer:
    """Return the reader; no query without a session cookie, and no second one for the same request."""
    if not has_session(request):
        return ANONYMOUS
    known = vars(request)
    if _KEY not in known:
        known[_KEY] = viewer_of(request.user)
    viewer: Viewer = known[_KEY]
    return viewer
