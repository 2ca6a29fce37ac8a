"""What machines are told of a page: schema.org, as JSON-LD."""

import json
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from publishing.kinds.briefing import BriefingDetails, BriefingKind
from publishing.kinds.registry import KINDS
from publishing.kinds.travel_advice import TravelAdviceDetails
from website.pages.layout import Frame
from website.pages.page import Page

ANNOUNCED = {BriefingKind.INCIDENT, BriefingKind.THREAT_LEVEL_CHANGE}
# As Django's json_script does: a "</script>" within the data must not end the element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def structured_data(page: Page, frame: Frame) -> SafeString:
    """Return the script element: the page itself, and the way to it."""
    things = [_thing(page), _breadcrumbs(frame, page)]
    data = {"@context": "https://schema.org", "@graph": [thing for thing in things if thing]}
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


def _thing(page: Page) -> dict[str, Any] | None:
    schema_type = KINDS[page.kind].schema_type
    if schema_type == "WebSite":
        return _website(page)
    if not schema_type:
        return None
    address = settings.BASE_URL + page.address
    common = {
        "name": page.title,
        "url": address,
        "inLanguage": page.locale.tag,
        "datePublished": page.first_published_at.isoformat(),
        "dateModified": page.updated_at.isoformat(),
        "publisher": _publisher(),
    }
    if _is_announcement(page):
        expires = {"expires": page.expires_at.isoformat()} if page.expires_at else {}
        date = {"datePosted": page.updated_at.isoformat()}
        return {"@type": "SpecialAnnouncement", "text": page.summary or page.title} | common | date | expires
    return {"@type": schema_type, "headline": page.title, "description": page.summary} | common


def _is_announcement(page: Page) -> bool:
    """Whether the page tells of something that changes what people should do now."""
    details = page.details
    if isinstance(details, BriefingDetails):
        return details.briefing_kind in ANNOUNCED
    return isinstance(details, TravelAdviceDetails) and bool(details.alert_statuses)


def _publisher() -> dict[str, str]:
    return {
        "@type": "Organization",
        "name": "National Counter Terrorism Step-Change Programme",
        "url": settings.BASE_URL + "/",
    }


def _website(page: Page) -> dict[str, Any]:
    return {
        "@type": "WebSite",
        "name": "Step Change hub",
        "url": settings.BASE_URL + page.address,
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


def _breadcrumbs(frame: Frame, page: Page) -> dict[str, Any] | None:
    steps = [(step.title, step.address) for step in frame.around.breadcrumbs]
    if not steps:
        return None
    entries = [*steps, (page.title, page.address)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": settings.BASE_URL + address}
            for place, (name, address) in enumerate(entries, 1)
        ],
    }
