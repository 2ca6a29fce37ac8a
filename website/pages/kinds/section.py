"""A section: the list of a kind, or of the pages below it."""

from dataclasses import replace

from django.utils.translation import gettext as _

from publishing.geography.foreign_office import ALL_COUNTRIES
from publishing.kinds import Kind
from publishing.kinds.section import SectionDetails
from publishing.kinds.travel_advice import WORLD_MAP_SLUG
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.models.items import ContentItemQuerySet
from publishing.text.url_paths import public_url
from website.lists.country_index import VIEWS, build_country_index
from website.lists.filters import build_filters
from website.lists.keyset import newest_slice
from website.lists.world_map import build_travel_map
from website.pages.kinds.work_stream import sort_by_code
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def context(requested: PageRequest) -> Context | None:
    """Return the list in the order that suits its kind."""
    details = requested.page.details
    assert isinstance(details, SectionDetails)
    if requested.part:
        has_map = details.lists == Kind.TRAVEL_ADVICE and requested.part == WORLD_MAP_SLUG
        return _world_map(requested) if has_map else None
    rows = ContentItem.objects.visible_to(requested.viewer).in_locale(requested.locale.code).slim()
    if details.lists is None:
        return {"lists": "", "children": _children(rows, requested.page.stored_path)}
    rows = rows.of_kind(details.lists).filter(path__isnull=False)
    match details.lists:
        case Kind.STANDARD:
            return {"lists": details.lists, "children": _children(rows, requested.page.stored_path)}
        case Kind.TRAVEL_ADVICE:
            return {"lists": details.lists} | _country_index(requested)
        case Kind.WORK_STREAM:
            return {"lists": details.lists, "work_streams": sort_by_code(rows)}
        case _:
            return {"lists": details.lists} | _filtered_list(requested, rows, details.lists)


def _filtered_list(requested: PageRequest, rows: ContentItemQuerySet, kind: Kind) -> Context:
    parameters = requested.layout.request.GET
    filters = build_filters(kind, parameters.dict(), requested.locale, requested.viewer)
    for one in filters:
        rows = one.apply(rows)
    shown = with_details(rows, "status") if kind == Kind.PROJECT else rows
    items = newest_slice(shown, after=parameters.get("after", ""), before=parameters.get("before", ""))
    query = parameters.copy()
    for cursor in ("after", "before"):
        query.pop(cursor, None)
    return {
        "filters": filters,
        "chosen": sum(bool(one.selected) for one in filters),
        "count": rows.count(),
        "query": query.urlencode(),
        "slice": replace(items, items=tuple(read_details(items.items))),
    }


def _children(rows: ContentItemQuerySet, path: str) -> list[ContentItem]:
    below = rows.filter(path__startswith=path).exclude(path=path).order_by("edition__title")
    return [row for row in below if str(row.path)[len(path) :].count("/") == 1]


def _country_index(requested: PageRequest) -> Context:
    parameters = requested.layout.request.GET.dict()
    return {
        "index": build_country_index(requested.viewer, requested.locale, parameters),
        "views": VIEWS,
        "foreign_office": ALL_COUNTRIES,
    }


def _world_map(requested: PageRequest) -> Context:
    title, path = _("World map of travel advice"), f"{requested.page.stored_path}{WORLD_MAP_SLUG}/"
    alternates = (replace(one, url=f"{one.url}{WORLD_MAP_SLUG}/") for one in requested.layout.navigation.alternates)
    return {
        "title": title,
        "description": _("The advice for travel to every country, on a map and as a table."),
        "canonical": public_url(path),
        "navigation": replace(requested.layout.navigation, alternates=tuple(alternates)),
        "lists": Kind.TRAVEL_ADVICE,
        "travel_map": build_travel_map(requested.viewer, requested.locale),
    }
