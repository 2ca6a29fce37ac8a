"""Travel advice in the form of GOV.UK's content API (schema `travel_advice`), for programs that read it there.

What the hub does not have is left out; what GOV.UK does not have (areas) is in the GeoJSON and in GraphQL.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings

from publishing.access.viewers import ANONYMOUS
from publishing.content.blocks import Image
from publishing.kinds import Kind
from publishing.kinds.travel_advice import TravelAdviceDetails
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.models.items import ContentItemQuerySet
from publishing.text.url_paths import public_url
from website.exports.govuk_html import write_html
from website.lists.changes import NotedChange, noted_changes
from website.locales import WELSH
from website.pages.links import Links, resolve_links
from website.pages.page import Page

INDEX, TITLE = "/foreign-travel-advice", "Foreign travel advice"
_ORIGINAL = re.compile(r"https://www\.gov\.uk/foreign-travel-advice/([a-z0-9-]+)(?:\.cy)?")


def build_document(item: ContentItem) -> dict[str, Any]:
    """Return the document of a country: five queries at most."""
    page = Page.from_item(item, edition_number=0)  # it is not part of the document
    details = page.details
    assert isinstance(details, TravelAdviceDetails)
    slug = _find_slug(details.model_dump(include={"country_slug", "provenance"}))
    links = _link_countries(resolve_links(page, ANONYMOUS))
    return _build_head(item, f"{INDEX}/{slug}", page.locale == WELSH) | {
        "description": page.summary,
        "details": _build_details(item, page, details, slug, links),
        "links": {"parent": [{"base_path": INDEX, "api_path": f"/api/content{INDEX}", "title": TITLE}]},
    }


def _link_countries(links: Links) -> Links:
    """Return links in which other countries' advice is where GOV.UK has it: one query, if there is any."""
    advice = [item.pk for item in links.items.values() if item.kind == Kind.TRAVEL_ADVICE]
    rows = ContentItem.objects.filter(pk__in=advice).slim() if advice else ContentItem.objects.none()
    found = read_details(with_details(rows, "country_slug", "provenance"))
    return replace(links, export_urls={row.content_id: f"{INDEX}/{_find_slug(vars(row)['details'])}" for row in found})


def build_index(items: ContentItemQuerySet) -> dict[str, Any]:
    """Return the index of countries: one query."""
    rows = read_details(
        with_details(
            items.slim().order_by("sort_title"),
            "country_name",
            "country_slug",
            "synonyms",
            "provenance",
        )
    )
    newest = max((row.updated_at for row in rows), default=None)
    return {
        "base_path": INDEX,
        "document_type": "travel_advice_index",
        "schema_name": "travel_advice_index",
        "locale": "en",
        "title": TITLE,
        "public_updated_at": _time(newest),
        "details": {"max_cache_time": 10},
        "links": {"children": [_build_child(row) for row in rows]},
    }


def _find_slug(details: Mapping[str, Any]) -> str:
    """Return a country's slug at GOV.UK if the advice is from there, else the hub's."""
    found = _ORIGINAL.fullmatch((details["provenance"] or {}).get("url") or "")
    slug: str = found[1] if found else details["country_slug"]
    return slug


def _build_child(row: ContentItem) -> dict[str, Any]:
    assert row.edition is not None, "a visible item has an edition"
    facts = vars(row)["details"]
    slug = _find_slug(facts)
    return _build_head(row, f"{INDEX}/{slug}", is_welsh=False) | {
        "details": {
            "country": {"slug": slug, "name": facts["country_name"], "synonyms": list(facts["synonyms"])},
            "change_description": row.edition.change_note,
        }
    }


def _build_head(item: ContentItem, path: str, is_welsh: bool) -> dict[str, Any]:
    assert item.edition is not None, "a visible item has an edition"
    base_path = f"{path}.cy" if is_welsh else path
    return {
        "base_path": base_path,
        "api_path": f"/api/content{base_path}",
        "api_url": public_url(f"/api/content{base_path}"),
        "web_url": public_url(item.path) if item.path else None,
        "content_id": str(item.content_id),
        "document_type": "travel_advice",
        "schema_name": "travel_advice",
        "locale": "cy" if is_welsh else "en",
        "phase": "live",
        "title": item.edition.title,
        "first_published_at": _time(item.first_published_at),
        "public_updated_at": _time(item.updated_at),
        "updated_at": _time(item.edition.published_at),
        "withdrawn_notice": {},
    }


def _build_details(
    item: ContentItem, page: Page, details: TravelAdviceDetails, slug: str, links: Links
) -> dict[str, Any]:
    earlier = [NotedChange(change.changed_at, change.note) for change in details.earlier_changes]
    changes = noted_changes(item, ANONYMOUS, earlier)
    return {
        "country": {"slug": slug, "name": details.country_name, "synonyms": list(details.synonyms)},
        "parts": [
            {"slug": part.slug, "title": part.title, "body": write_html(part.body, links)} for part in details.parts
        ],
        "alert_status": list(dict.fromkeys(alert.status.value for alert in details.alerts)),
        "change_description": page.change_note,
        "change_history": [{"public_timestamp": _time(one.changed_at), "note": one.note} for one in changes],
        "reviewed_at": _time(page.reviewed_at),
        "updated_at": _time(item.updated_at),
        "max_cache_time": 10,
        **({"image": image} if details.map and (image := _build_image(details.map, links)) else {}),
    }


def _build_image(image: Image, links: Links) -> dict[str, Any] | None:
    if image.source is None:
        return None
    url = settings.BASE_URL + links.file_url(image.source.asset)
    return {"url": url, "alt_text": image.alt, "content_type": image.source.content_type}


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
