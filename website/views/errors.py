"""Error pages, in the layout of every other page."""

import sys

from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from publishing.access.viewers import ANONYMOUS
from website.http.caching import PRIVATE
from website.locales import locale_for_path
from website.pages.layout import Layout, build_layout, render_page
from website.pages.navigation import Navigation

TITLES = {
    400: _("We could not process this request"),
    403: _("We could not accept this form"),
    404: _("Page not found"),
    500: _("Something has gone wrong"),
}


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Return 404. The page shows nothing of the request: hidden and non-existent are the same byte for byte."""
    return _error_page(request, 404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Return 400. The reason is shown only if it is a BadRequest, whose message we wrote."""
    reason = str(exception) if isinstance(exception, BadRequest) else ""
    return _error_page(request, 400, reason)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponseBase:
    """Return 403: a form without its CSRF cookie, or a page that this account may not open."""
    return _error_page(request, 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 500, or 503 if the database failed, since it will be back. This page needs no query."""
    locale = locale_for_path(request.path)
    # A request without a session, because looking up who is signed in would need the database.
    layout = Layout(HttpRequest(), ANONYMOUS, locale, locale.home, Navigation())
    context = {"robots": "noindex", "title": TITLES[500]}
    with locale.activate():
        html = render_to_string("website/500.html", layout.context() | context)
    # Django calls this view while it handles the exception.
    is_database_error = isinstance(sys.exception(), OperationalError | InterfaceError)
    headers = {"Cache-Control": PRIVATE, **({"Retry-After": "5"} if is_database_error else {})}
    return HttpResponse(html, status=503 if is_database_error else 500, headers=headers)


def _error_page(request: HttpRequest, status: int, reason: str = "") -> HttpResponseBase:
    locale = locale_for_path(request.path)
    layout = build_layout(request, locale, locale.home)
    context = {"robots": "noindex", "reason": reason, "title": TITLES[status]}
    return render_page(layout, f"website/{status}.html", context, status=status, public=False)
