"""The threat level: the current one, what it means, and its history."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from website.lists.threat_levels import threat_level_history
from website.locales import ENGLISH, WELSH, locale_for_path
from website.pages.kinds.threat_level import page_context
from website.pages.layout import build_layout, in_both_languages, render_page


@require_safe
def threat_level(request: HttpRequest) -> HttpResponseBase:
    """Show the level of each scope and its history."""
    locale = locale_for_path(request.path)
    alternates = in_both_languages(ENGLISH.threat_level, WELSH.threat_level)
    layout = build_layout(request, locale, locale.threat_level, alternates=alternates)
    with locale.activate():
        context = {
            "title": _("Threat level"),
            "description": _("The current threat level, what it means, what to do, and its history."),
            **page_context(layout.viewer, locale, threat_level_history(layout.viewer, locale)),
        }
    return render_page(layout, "website/threat_level.html", context)
