"""The layout that every page shares, and how a template is rendered in it."""

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
from website.pages.navigation import Navigation, build_navigation

Context = dict[str, Any]


@dataclass(frozen=True)
class Layout:
    """What the base template needs: the request, its viewer, the language, the stored path and the navigation."""

    request: HttpRequest
    viewer: Viewer
    locale: Locale
    path: str
    navigation: Navigation

    def context(self) -> Context:
        """Return the context of the base template. It does not contain the request or its session."""
        return {
            "locale": self.locale,
            "text_locale": self.locale,
            "navigation": self.navigation,
            "canonical": public_url(self.path),
            "base_url": settings.BASE_URL,
            "demonstration": settings.DEMONSTRATION,
            "account": self._account(),
            "current_url": encode_path(self.path),
        }

    def _account(self) -> Context | None:
        """Return who is signed in. Only then is there a form to sign out, which needs a CSRF token."""
        if not has_session(self.request) or not self.request.user.is_authenticated:
            return None
        return {"name": self.request.user.get_username(), "token": get_token(self.request)}


def build_layout(
    request: HttpRequest,
    locale: Locale,
    path: str,
    *,
    content_id: UUID | None = None,
    alternates: dict[str, str] | None = None,
) -> Layout:
    """Build the layout of the page at `path`: one query for an anonymous reader."""
    viewer = get_viewer(request)
    return Layout(request, viewer, locale, path, build_navigation(locale, viewer, path, content_id, alternates))


def in_both_languages(english: str, welsh: str) -> dict[str, str]:
    """Return the alternates of a page that exists in both languages."""
    return {ENGLISH.code: english, WELSH.code: welsh}


def render_page(
    layout: Layout, template: str, context: Context, *, status: int = 200, public: bool = True
) -> HttpResponseBase:
    """Render a page in its language, with its caching headers."""
    with layout.locale.activate():
        html = render_to_string(template, layout.context() | context)
    response = HttpResponse(html, status=status)
    response["Content-Language"] = layout.locale.tag
    return apply_caching(layout.request, response, public=public)
