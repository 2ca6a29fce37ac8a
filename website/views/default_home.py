"""The home page before an editor has made one: it still says the threat level, and where to search."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from website.locales import ENGLISH, WELSH, Locale
from website.pages.kinds.home import home_context
from website.pages.layout import both, frame_for, render_frame


def start(request: HttpRequest, locale: Locale) -> HttpResponseBase:
    """Answer with a home page that has no document of its own."""
    frame = frame_for(request, locale, locale.home, alternates=both(ENGLISH.home, WELSH.home))
    return render_frame(frame, "website/kinds/home.html", home_context(frame.viewer, locale))
