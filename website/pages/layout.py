"""The frame of every page: what the base template needs, whoever fills the middle."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from publishing.access.viewers import Viewer
from publishing.text.url_paths import encode_path, public_url
from website.http.caching import apply_caching
from website.http.viewers import get_viewer, has_session
from website.locales import ENGLISH, WELSH, Locale
from website.pages.navigation import Surroundings, surroundings

Context = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """A page to be: who asks, in which language, at which address, and what stands around it."""

    request: HttpRequest
    viewer: Viewer
    locale: Locale
    path: str
    around: Surroundings

    def context(self) -> Context:
        """Return what the base template shows. Request and session are no part of it."""
        return {
            "locale": self.locale,
            "around": self.around,
            "canonical": public_url(self.path),
            "base_url": settings.BASE_URL,
            "demonstration": settings.DEMONSTRATION,
            "account": _account(self.request),
            "at": encode_path(self.path),
        }


def frame_for(
    request: HttpRequest,
    locale: Locale,
    path: str,
    *,
    content_id: UUID | None = None,
    alternates: dict[str, str] | None = None,
) -> Frame:
    """Build the frame of the page at `path`: one query for an anonymous reader."""
    viewer = get_viewer(request)
    return Frame(request, viewer, locale, path, surroundings(locale, viewer, path, content_id, alternates))


def both(english: str, welsh: str) -> dict[str, str]:
    """Return the alternates of a page that exists in both languages."""
    return {ENGLISH.code: english, WELSH.code: welsh}


def render_frame(
    frame: Frame, template: str, context: Context, *, status: int = 200, public: bool = True
) -> HttpResponseBase:
    """Render a page in its language, with its caching headers."""
    with frame.locale.activate():
        html = render_to_string(template, frame.context() | context)
    response = HttpResponse(html, status=status)
    response["Content-Language"] = frame.locale.tag
    return apply_caching(frame.request, response, public=public)


def _account(request: HttpRequest) -> Context | None:
    """Who is signed in. Only then is there a form to sign out, and a token for it."""
    if not has_session(request) or not request.user.is_authenticated:
        return None
    return {"name": request.user.get_username(), "token": get_token(request)}
