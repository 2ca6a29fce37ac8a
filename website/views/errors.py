"""What went wrong, and what can be done, in the look of every other page."""

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
from website.pages.layout import Frame, frame_for, render_frame
from website.pages.navigation import Surroundings

TITLES = {
    400: _("This request cannot be answered"),
    403: _("This form cannot be accepted"),
    404: _("Page not found"),
    500: _("Something has gone wrong"),
}


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Answer 404. Nothing of the request is on the page: hidden and non-existent are the same to the byte."""
    return _error(request, 404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """Answer 400, with our own words for what was wrong; anybody else's stay inside."""
    reason = str(exception) if isinstance(exception, BadRequest) else ""
    return _error(request, 400, reason)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponseBase:
    """Answer 403: a form that came without its cookie, or something that is not for this account."""
    return _error(request, 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 where the database is what is broken: it will be back. It is not asked here."""
    locale = locale_for_path(request.path)
    # Of a request without a session: who is signed in, the database would have to say.
    frame = Frame(HttpRequest(), ANONYMOUS, locale, locale.home, Surroundings())
    own = {"robots": "noindex", "title": TITLES[500]}
    with locale.activate():
        html = render_to_string("website/500.html", frame.context() | own)
    is_away = isinstance(sys.exception(), OperationalError | InterfaceError)  # Django calls this where it caught it
    headers = {"Cache-Control": PRIVATE, **({"Retry-After": "5"} if is_away else {})}
    return HttpResponse(html, status=503 if is_away else 500, headers=headers)


def _error(request: HttpRequest, status: int, reason: str = "") -> HttpResponseBase:
    locale = locale_for_path(request.path)
    frame = frame_for(request, locale, locale.home)
    context = {"robots": "noindex", "reason": reason, "title": TITLES[status]}
    return render_frame(frame, f"website/{status}.html", context, status=status, public=False)
