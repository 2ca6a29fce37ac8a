"""The viewer of a request, without loading a session for visitors who have none."""

from django.conf import settings
from django.http import HttpRequest

from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.models import Entitlement

_KEY = "website_viewer"


def has_session(request: HttpRequest) -> bool:
    """Whether the request has a session cookie. Only then may the response differ from the anonymous one."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def get_viewer(request: HttpRequest) -> Viewer:
    """Return the viewer: no query without a session cookie, and never a second one for the same request."""
    if not has_session(request):
        return ANONYMOUS
    attributes = vars(request)
    if _KEY not in attributes:
        attributes[_KEY] = Entitlement.get_viewer(request.user)
    viewer: Viewer = attributes[_KEY]
    return viewer
