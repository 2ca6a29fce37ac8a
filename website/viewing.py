"""Who is reading a page, without touching the session of somebody who has none."""

from django.conf import settings
from django.http import HttpRequest

from publishing.viewers import ANONYMOUS, Viewer, viewer_of


def has_session(request: HttpRequest) -> bool:
    """Whether the reader sent a session cookie: only then may the answer differ from everybody's."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def viewer_for(request: HttpRequest) -> Viewer:
    """Return the reader; no query without a session cookie."""
    return viewer_of(request.user) if has_session(request) else ANONYMOUS
