"""Travel advice: the summary is the country's page, each further part has a page of its own, and so have the whole
advice on one page and its history."""

from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from publishing.kinds.travel_advice import TravelAdviceDetails, TravelAdvicePart
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.text.url_paths import public_url
from website.lists.alerts import alert_lines
from website.lists.changes import NotedChange, noted_changes
from website.lists.travel_map import travel_map
from website.locales import LOCALES
from website.pages.descriptions import begin
from website.pages.layout import Context
from website.pages.navigation import Navigation
from website.pages.page_request import PageRequest

NEWEST_CHANGES = 5
"""How many are shown below the advice."""
CHANGES_PER_PAGE = 50


@dataclass(frozen=True)
class PartLink:
    """A part in the table of contents, with the URL of its page."""

    part: TravelAdvicePart
    url: str


def context(requested: PageRequest) -> Context | None:
    """Return the alert, and what is requested of the advice; None if there is no such part."""
    details = requested.page.details
    assert isinstance(details, TravelAdviceDetails)
    earlier = [NotedChange(change.changed_at, change.note) for change in details.earlier_changes if change.note]
    changes = noted_changes(requested.item, requested.viewer, earlier) if requested.item else earlier
    contents = _contents(requested, details)
    view = _requested_view(requested, contents, changes)
    if view is None:
        return None
    return {
        "alert_lines": alert_lines(details.headline),
        "where_it_applies": [alert for alert in details.alerts if alert.description],
        "contents": contents,
        "all_parts_url": f"{requested.url}{requested.locale.all_parts}/",
        "changes_url": f"{requested.url}{requested.locale.changes}/",
        "newest_changes": changes[:NEWEST_CHANGES],
        "changes_count": len(changes),
        "map": travel_map(details) if requested.part in ("", requested.locale.all_parts) else None,
        "navigation": _navigation(requested),
        **view,
    }


def _contents(requested: PageRequest, details: TravelAdviceDetails) -> list[PartLink]:
    """Return all parts, beginning with that of the country's page."""
    leading = [PartLink(details.leading_part, requested.url)] if details.leading_part else []
    return leading + [PartLink(part, f"{requested.url}{part.slug}/") for part in details.further_parts]


def _requested_view(requested: PageRequest, contents: list[PartLink], changes: list[NotedChange]) -> Context | None:
    """Return what is special about the requested page. The whole advice and its history are the country's page in other
    forms, so that is their canonical URL."""
    names = {"title": requested.page.title}
    match requested.part:
        case "":
            return {"current": contents[0], "next": contents[1] if contents[1:] else None} if contents else {}
        case requested.locale.all_parts:
            return {
                "shows_all": True,
                "title": _("%(title)s: all on one page") % names,
                "description": _("%(title)s: every part on one page, to read or print.") % names,
            }
        case requested.locale.changes:
            page = Paginator(changes, CHANGES_PER_PAGE).get_page(requested.layout.request.GET.get("page"))
            return {
                "changes_page": page,
                "title": _("%(title)s: history of changes") % names,
                "description": _("%(title)s: what changed, and when.") % names,
            }
    index = next((index for index, link in enumerate(contents) if index and link.part.slug == requested.part), None)
    return None if index is None else _further_part(requested, contents, index)


def _further_part(requested: PageRequest, contents: list[PartLink], index: int) -> Context:
    part = contents[index].part
    return {
        "title": f"{part.title}: {requested.page.title}",
        "description": f"{requested.page.title}: {part.title}. {begin(part.body)}".strip(),
        "canonical": public_url(f"{requested.page.stored_path}{part.slug}/"),
        "is_further_part": True,
        "current": contents[index],
        "previous": contents[index - 1],
        "next": contents[index + 1] if index + 1 < len(contents) else None,
    }


def _navigation(requested: PageRequest) -> Navigation:
    """Link to the same in other languages: if a translation has no such part, to the country's page."""
    navigation = requested.layout.navigation
    if not requested.part:
        return navigation
    segments, is_translation = _segments(requested)
    alternates = (
        replace(one, url=f"{one.url}{segment}/", is_translation=is_translation and one.is_translation)
        if (segment := segments.get(one.locale.code) or segments.get(one.written_in))
        else replace(one, is_translation=False)
        for one in navigation.alternates
    )
    return replace(navigation, alternates=tuple(alternates))


def _segments(requested: PageRequest) -> tuple[dict[str, str], bool]:
    """Return the last segment of the URL in each language, and whether the pages are translations of each other."""
    if requested.part == requested.locale.all_parts:
        return {code: locale.all_parts for code, locale in LOCALES.items()}, False
    if requested.part == requested.locale.changes:
        return {code: locale.changes for code, locale in LOCALES.items()}, False
    if not requested.layout.navigation.translations:
        return {requested.page.locale.code: requested.part}, True
    rows = ContentItem.objects.visible_to(requested.viewer).filter(content_id=requested.page.content_id).slim()
    found = {
        row.locale
        for row in read_details(with_details(rows, "parts"))
        if requested.part in [part["slug"] for part in vars(row)["details"]["parts"]]
    }
    return dict.fromkeys(found, requested.part), True
