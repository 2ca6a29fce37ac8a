"""A section: the list of a kind, or of the pages below it."""

from dataclasses import replace
from itertools import groupby
from typing import Any

from django.utils.text import slugify

from publishing.kinds import Kind
from publishing.kinds.section import SectionDetails
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.models.headlines import load_headlines
from publishing.models.items import ContentItemQuerySet
from website.lists.alerts import alert_lines
from website.lists.filters import build_filters
from website.lists.keyset import newest_slice
from website.pages.kinds.work_stream import sort_by_code
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def context(requested: PageRequest) -> Context | None:
    """Return the list in the order that suits its kind."""
    details = requested.page.details
    assert isinstance(details, SectionDetails)
    if requested.part:
        return None
    rows = ContentItem.objects.visible_to(requested.viewer).in_locale(requested.locale.code).slim()
    if details.lists is None:
        return {"lists": "", "children": _children(rows, requested.page.stored_path)}
    rows = rows.of_kind(details.lists).filter(path__isnull=False)
    match details.lists:
        case Kind.STANDARD:
            return {"lists": details.lists, "children": _children(rows, requested.page.stored_path)}
        case Kind.TRAVEL_ADVICE:
            return {"lists": details.lists, "letters": _countries_by_letter(rows)}
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
        "is_filtered": any(one.selected for one in filters),
        "count": rows.count(),
        "query": query.urlencode(),
        "slice": replace(items, items=tuple(read_details(items.items))),
    }


def _children(rows: ContentItemQuerySet, path: str) -> list[ContentItem]:
    below = rows.filter(path__startswith=path).exclude(path=path).order_by("edition__title")
    return [row for row in below if str(row.path)[len(path) :].count("/") == 1]


def _countries_by_letter(rows: ContentItemQuerySet) -> list[dict[str, Any]]:
    """Countries from A to Z, each with its worst alerts. Bodies are not loaded."""
    items = read_details(with_details(rows, "country_name"))
    headlines = load_headlines(items)
    countries = [
        {"item": item, "name": vars(item)["details"]["country_name"], "lines": alert_lines(headlines[item.pk])}
        for item in items
    ]
    countries.sort(key=lambda country: slugify(country["name"]))
    return [
        {"letter": letter, "countries": list(group)}
        for letter, group in groupby(countries, key=lambda country: slugify(country["name"])[:1].upper())
    ]
