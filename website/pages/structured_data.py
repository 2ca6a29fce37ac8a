"""Structured data for search engines: schema.org as JSON-LD."""

import json
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from publishing.kinds.briefing import BriefingDetails, BriefingKind
from publishing.kinds.registry import KINDS
from publishing.kinds.travel_advice import TravelAdviceDetails
from website.pages.layout import Layout
from website.pages.page import Page

ANNOUNCED = {BriefingKind.INCIDENT, BriefingKind.THREAT_LEVEL_CHANGE}
# Like Django's json_script: a "</script>" in the data must not close the element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def render_structured_data(page: Page, layout: Layout, title: str, canonical: str) -> SafeString:
    """Return the script element that describes the page, or the part of it with this canonical URL, and its
    breadcrumbs; nothing if there is nothing to describe."""
    part = (title, canonical) if canonical != settings.BASE_URL + page.url else None
    things = [_website(page) if KINDS[page.kind].schema_type == "WebSite" else _article(page, part)]
    things.append(_breadcrumbs(page, layout, part))
    described = [thing for thing in things if thing]
    if not described:
        return SafeString()
    data = {"@context": "https://schema.org", "@graph": described}
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


def _website(page: Page) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "name": "Step Change hub",
        "url": settings.BASE_URL + page.url,
        "inLanguage": page.locale.tag,
        "publisher": _publisher(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{settings.BASE_URL}{page.locale.search}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def _article(page: Page, part: tuple[str, str] | None) -> dict[str, Any] | None:
    schema_type = KINDS[page.kind].schema_type
    if not schema_type:
        return None
    common = {
        "name": page.title,
        "url": settings.BASE_URL + page.url,
        "inLanguage": page.locale.tag,
        "datePublished": page.first_published_at.isoformat(),
        "dateModified": page.updated_at.isoformat(),
        "publisher": _publisher(),
    }
    if part:
        whole = {"@type": schema_type, "name": page.title, "url": common["url"]}
        name, url = part
        return {"@type": schema_type, "headline": name} | common | {"name": name, "url": url, "isPartOf": whole}
    if _is_announcement(page):
        expires = {"expires": page.expires_at.isoformat()} if page.expires_at else {}
        date = {"datePosted": page.updated_at.isoformat()}
        return {"@type": "SpecialAnnouncement", "text": _announcement(page)} | common | date | expires
    return {"@type": schema_type, "headline": page.title, "description": page.summary} | common


def _is_announcement(page: Page) -> bool:
    """Whether the page announces something that changes what people should do now."""
    details = page.details
    if isinstance(details, BriefingDetails):
        return details.briefing_kind in ANNOUNCED
    return isinstance(details, TravelAdviceDetails) and bool(details.alerts)


def _announcement(page: Page) -> str:
    """What is announced: the alerts of travel advice, then the summary."""
    return " ".join((*(f"{label}." for label in page.details.status_labels()), page.summary)).strip() or page.title


def _publisher() -> dict[str, str]:
    return {
        "@type": "Organization",
        "name": "National Counter Terrorism Step-Change Programme",
        "url": settings.BASE_URL + "/",
    }


def _breadcrumbs(page: Page, layout: Layout, part: tuple[str, str] | None) -> dict[str, Any] | None:
    parents = [(link.title, settings.BASE_URL + link.url) for link in layout.navigation.breadcrumbs]
    if not parents and not part:
        return None
    links = [*parents, (page.title, settings.BASE_URL + page.url), *([part] if part else [])]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(links, 1)
        ],
    }
