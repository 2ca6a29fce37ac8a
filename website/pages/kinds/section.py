"""A section: the list of a kind, or of the pages below it."""

from dataclasses import replace
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext as _

from publishing.geography.foreign_office import ALL_COUNTRIES
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS
from publishing.kinds.section import SectionDetails
from publishing.kinds.travel_advice import WORLD_MAP_SLUG
from publishing.models import ContentItem
from publishing.models.items import ContentItemQuerySet
from publishing.text.url_paths import parent_path, public_url
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
    rows = ContentItem.objects.for_reader(requested.viewer, requested.locale.code).slim()
    if details.lists is None:
        return {"lists": "", "children": _children(rows, requested.layout.navigation.items)}
    rows = rows.of_kind(details.lists).filter(path__isnull=False)
    match details.lists:
        case Kind.STANDARD:
            return {"lists": details.lists, "children": _children(rows, requested.layout.navigation.items)}
        case Kind.TRAVEL_ADVICE:
            return {"lists": details.lists} | _country_index(requested)
        case Kind.WORK_STREAM:
            return {"lists": details.lists, "work_streams": sort_by_code(rows)}
        case _:
            return {"lists": details.lists} | _filtered_list(requested, rows, details.lists)


def _filtered_list(requested: PageRequest, rows: ContentItemQuerySet, kind: Kind) -> Context:
    parameters, index = requested.layout.request.GET, KINDS[kind].index
    filters = build_filters(kind, parameters.dict(), requested.locale, requested.viewer)
    for one in filters:
        rows = one.apply(rows)
    details = ("status",) if kind == Kind.PROJECT else ()
    items = newest_slice(rows, *details, after=parameters.get("after", ""), before=parameters.get("before", ""))
    query = parameters.copy()
    for cursor in ("after", "before"):
        query.pop(cursor, None)
    return {
        "filters": filters,
        "chosen": sum(bool(one.selected) for one in filters),
        "is_by_month": index is not None and index.is_by_month,
        "count": rows.count(),
        "query": query.urlencode(),
        "slice": items,
    }


def _children(rows: ContentItemQuerySet, sections: tuple[ContentItem, ...]) -> list[ContentItem]:
    """Return the pages one level below the section, in whatever language they are."""
    paths = [str(section.path) for section in sections]
    below = rows.filter(reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk=None)))
    return [row for row in below.order_by("edition__title") if parent_path(str(row.path)) in paths]


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
