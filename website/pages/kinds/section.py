"""A section: the index of a kind, or of the pages below it."""

from dataclasses import replace
from itertools import groupby
from typing import Any

from django.utils.text import slugify

from publishing.kinds import Kind
from publishing.kinds.section import SectionDetails
from publishing.models import ContentItem
from publishing.models.details import read_facts, with_facts
from publishing.models.items import ContentItemQuerySet
from website.lists.filters import filters_for
from website.lists.keyset import newest
from website.pages.kinds.work_stream import in_order
from website.pages.labels import alert_level, alert_tone, gravest
from website.pages.layout import Context
from website.pages.page_request import View


def context(view: View) -> Context | None:
    """Return the index in the order that suits its kind."""
    details = view.page.details
    assert isinstance(details, SectionDetails)
    if view.part:
        return None
    rows = ContentItem.objects.visible_to(view.viewer).in_locale(view.locale.code).slim()
    if details.lists is None:
        return {"lists": "", "children": _children(rows, view.page.place)}
    rows = rows.of_kind(details.lists).filter(path__isnull=False)
    match details.lists:
        case Kind.STANDARD:
            return {"lists": details.lists, "children": _children(rows, view.page.place)}
        case Kind.TRAVEL_ADVICE:
            return {"lists": details.lists, "letters": _by_letter(rows)}
        case Kind.WORK_STREAM:
            return {"lists": details.lists, "work_streams": in_order(rows)}
        case _:
            return {"lists": details.lists} | _listing(view, rows, details.lists)


def _listing(view: View, rows: ContentItemQuerySet, kind: Kind) -> Context:
    asked = view.frame.request.GET
    chosen = filters_for(kind, asked.dict(), view.locale, view.viewer)
    for narrowing in chosen:
        rows = narrowing.apply(rows)
    query = asked.copy()
    for place in ("after", "before"):
        query.pop(place, None)
    listing = newest(with_status(rows, kind), after=asked.get("after", ""), before=asked.get("before", ""))
    return {
        "filters": chosen,
        "filtered": any(narrowing.chosen for narrowing in chosen),
        "count": rows.count(),
        "query": query.urlencode(),
        "listing": replace(listing, items=tuple(read_facts(listing.items))),
    }


def with_status(rows: ContentItemQuerySet, kind: Kind) -> ContentItemQuerySet:
    """Add the one fact that a kind's rows show: a project's status."""
    return with_facts(rows, "status") if kind == Kind.PROJECT else rows


def _children(rows: ContentItemQuerySet, path: str) -> list[ContentItem]:
    below = rows.filter(path__startswith=path).exclude(path=path).order_by("edition__title")
    return [row for row in below if str(row.path)[len(path) :].count("/") == 1]


def _country(item: ContentItem, country_name: str, alert_statuses: list[str]) -> dict[str, Any]:
    return {
        "item": item,
        "name": country_name,
        "level": alert_level(alert_statuses),
        "tone": alert_tone(alert_statuses),
        "alert": gravest(alert_statuses),
    }


def _by_letter(rows: ContentItemQuerySet) -> list[dict[str, Any]]:
    """Countries from A to Z with the gravest status of each; bodies stay in the database."""
    read = read_facts(with_facts(rows, "country_name", "alert_statuses"))
    countries = [_country(row, **vars(row)["facts"]) for row in read]
    countries.sort(key=lambda country: slugify(country["name"]))
    return [
        {"letter": letter, "countries": list(group)}
        for letter, group in groupby(countries, key=lambda country: slugify(country["name"])[:1].upper())
    ]
