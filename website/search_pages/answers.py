"""The answer above the results: what one current edition says, verbatim.

Each kind of answer has a template in templates/website/answers/.
"""

from django.utils.translation import gettext as _

from publishing.access.viewers import Viewer
from publishing.geography.countries import find_country
from publishing.geography.foreign_office import ALL_COUNTRIES, foreign_office_url
from publishing.kinds.project import ProjectDetails
from publishing.kinds.threat_level import ThreatLevelDetails
from publishing.kinds.travel_advice import TravelAdviceDetails
from publishing.log.comparison import load_recorded
from publishing.log.status import read_status_since
from publishing.models import ContentItem
from search.base.answers import Answer, AnswerKind
from website.lists.alerts import alert_lines
from website.lists.threat_levels import ThreatLevel
from website.locales import Locale, get_locale
from website.pages.layout import Context
from website.pages.links import resolve_links
from website.pages.page import Page


def answer_context(answer: Answer | None, viewer: Viewer, locale: Locale) -> Context | None:
    """Return what the template of an answer shows; None if there is no answer.

    `spoken` is what a screen reader announces when the answer appears while someone types.
    """
    if answer is None:
        return None
    if answer.item is None:
        return _not_covered(answer.country, locale)
    return {
        "template": f"website/answers/{answer.kind}.html",
        "item": answer.item,
        "language": "" if answer.item.locale == locale.code else get_locale(answer.item.locale).tag,
        **_details(answer, answer.item, viewer),
    }


def _not_covered(code: str, locale: Locale) -> Context:
    country = find_country(code)
    assert country is not None, "an answer names a country that exists"
    name, url = country.name(locale.tag), foreign_office_url(country)
    return {
        "template": f"website/answers/{AnswerKind.COUNTRY_NOT_COVERED}.html",
        "spoken": _("The hub has no travel advice for %(country)s") % {"country": name},
        "url": url or ALL_COUNTRIES,
        "has_page": bool(url),
    }


def _details(answer: Answer, item: ContentItem, viewer: Viewer) -> Context:
    assert item.edition is not None, "a visible item has an edition"
    title, details = item.edition.title, item.edition.content(item.kind).details
    match details:
        case TravelAdviceDetails():
            lines = alert_lines(details.headline)
            spoken = ". ".join((title, *(line.label for line in lines)))
            return {"lines": lines, "status_since": read_status_since(item), "spoken": spoken}
        case ThreatLevelDetails():
            return {"threat": ThreatLevel.from_item(item), "spoken": f"{title}. {details.wording}"}
        case ProjectDetails():
            return {"details": details, "spoken": title}
    page = Page.from_draft(load_recorded(item, item.edition))
    return {"body": answer.body, "links": resolve_links(page, viewer), "spoken": title}
