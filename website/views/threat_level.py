"""The threat level: now, what it means, and how it has changed."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.kinds.threat_level import Level
from website.lists import threat_levels
from website.locales import ENGLISH, WELSH, locale_for_path
from website.pages.layout import both, frame_for, render_frame


@require_safe
def threat_level(request: HttpRequest) -> HttpResponseBase:
    """Answer with the level of each scope and its history."""
    locale = locale_for_path(request.path)
    alternates = both(ENGLISH.threat_level, WELSH.threat_level)
    frame = frame_for(request, locale, locale.threat_level, alternates=alternates)
    levels = threat_levels.history(frame.viewer, locale)
    with locale.activate():
        context = {
            "title": _("Threat level"),
            "description": _("The threat level in force, what it means, and every change of it."),
            "levels": levels,
            "current": threat_levels.in_force(levels),
            "meanings": [(level.value, level.label, level.number) for level in Level],
        }
    return render_frame(frame, "website/threat_level.html", context)
