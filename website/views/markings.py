"""What the handling markings mean: the Traffic Light Protocol, for those who receive something."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from publishing.access.audiences import Marking
from website.locales import ENGLISH, WELSH, locale_for_path
from website.pages.labels import AUDIENCES
from website.pages.layout import build_layout, in_both_languages, render_page

SHARING: dict[Marking, str | Promise] = {
    Marking.CLEAR: gettext_lazy("You may share it with anyone."),
    Marking.GREEN: gettext_lazy(
        "You may share it with people who protect others, such as colleagues and other security teams. "
        "Do not publish it."
    ),
    Marking.AMBER: gettext_lazy(
        "You may share it in your own organisation, and with its clients, where people need it to protect themselves."
    ),
    Marking.AMBER_STRICT: gettext_lazy("You may share it in your own organisation only, with people who need it."),
    Marking.RED: gettext_lazy("It is for you alone. Do not share it with anyone."),
}


@require_safe
def markings(request: HttpRequest) -> HttpResponseBase:
    """Show each marking, who may read what has it, and what they may do with it."""
    locale = locale_for_path(request.path)
    alternates = in_both_languages(ENGLISH.markings, WELSH.markings)
    layout = build_layout(request, locale, locale.markings, alternates=alternates)
    with locale.activate():
        context = {
            "title": _("Handling markings"),
            "description": _("What TLP:CLEAR and the other markings mean, and whom you may share something with."),
            "markings": [(one, AUDIENCES[str(one.widest_audience.value)], SHARING[one]) for one in Marking],
        }
    return render_page(layout, "website/markings.html", context)
