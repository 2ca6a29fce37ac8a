"""The home page of a language before an editor has made one: it shows the threat level and the search box."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from website.locales import ENGLISH, WELSH, Locale
from website.pages.kinds.home import home_context
from website.pages.layout import build_layout, in_both_languages, render_page


def default_home(request: HttpRequest, locale: Locale) -> HttpResponseBase:
    """Show a home page that has no content item."""
    alternates = in_both_languages(ENGLISH.home, WELSH.home)
    layout = build_layout(request, locale, locale.home, alternates=alternates)
    with locale.activate():
        about = _("Guidance, briefings and travel advice from police, business and government together.")
    context = {"description": about, **home_context(layout.viewer, locale)}
    return render_page(layout, "website/kinds/home.html", context)
