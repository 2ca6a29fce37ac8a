"""oEmbed (https://oembed.com) for the pages of travel advice.

With `partner`, the slug of a partner whose websites may show cards, the result is the card in an iframe; without one it
is a link, because browsers would refuse the iframe.
"""

import json
from io import StringIO
from typing import Any
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from partners.models import Partner
from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.text.cleaning import clean_line
from publishing.text.url_paths import parent_path, path_variants, public_url
from website.http.caching import PRIVATE, apply_caching
from website.locales import WELSH, get_locale

WIDTH, HEIGHT = 400, 320
"""The size of a card, unless the website asks for a smaller one."""
LEAST_WIDTH, LEAST_HEIGHT = 280, 300
"""In less room a card might hide one of its statuses: then the result is a link."""
CACHE_AGE = 300
"""Seconds for which websites may keep an answer: it has no status of its own, so it does not become wrong."""


@require_safe
def oembed(request: HttpRequest) -> HttpResponseBase:
    """Answer by the specification: 404 for what has no card, 501 for an unknown format, 400 for a wrong size."""
    form = request.GET.get("format", "json")
    if form not in ("json", "xml"):
        return _refuse(501, "The formats are json and xml.")
    try:
        width, height = _parse_size(request, "maxwidth", WIDTH), _parse_size(request, "maxheight", HEIGHT)
    except ValueError:
        return _refuse(400, "maxwidth and maxheight are numbers of pixels.")
    item = _find_advice(request.GET.get("url", ""))
    if item is None:
        return _refuse(404, "There is no travel advice at this URL.")
    result = _build_result(item, request.GET.get("partner", ""), width, height)
    text, media_type = (_write_xml(result), "text/xml") if form == "xml" else (json.dumps(result), "application/json")
    response = HttpResponse(text, content_type=f"{media_type}; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return apply_caching(request, response, public=True, varies_by_cookie=False)


def _parse_size(request: HttpRequest, name: str, usual: int) -> int:
    text = request.GET.get(name) or str(usual)
    if not (text.isascii() and text.isdigit()) or int(text[:9]) == 0:
        raise ValueError(text)
    return min(int(text[:9]), usual)


def _find_advice(url: str) -> ContentItem | None:
    """Return the public advice whose page, or a part of it, is at a URL of this website."""
    try:
        address = urlsplit(url)
    except ValueError:
        return None
    if address.netloc != urlsplit(settings.BASE_URL).netloc or address.scheme not in ("http", "https"):
        return None
    paths = {path for form in path_variants(address.path) for path in (form, f"{form.rstrip('/')}/")}
    above = {parent for path in paths if (parent := parent_path(path))}
    public = ContentItem.objects.visible_to(ANONYMOUS, off_site=True).of_kind(Kind.TRAVEL_ADVICE).slim()
    rows = read_details(with_details(public.filter(path__in=paths | above), "country_slug"))
    return rows[0] if rows else None


def _build_result(item: ContentItem, partner: str, width: int, height: int) -> dict[str, Any]:
    assert item.edition is not None, "a visible item has an edition"
    title = clean_line(item.edition.title)
    result: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": title,
        "provider_name": "Step Change hub",
        "provider_url": settings.BASE_URL,
        "cache_age": CACHE_AGE,
    }
    if width < LEAST_WIDTH or height < LEAST_HEIGHT or not Partner.find_embed_origins(partner):
        return result
    locale = get_locale(item.locale)
    name = "website:cy-card" if locale == WELSH else "website:card"
    source = public_url(reverse(name, args=[partner, vars(item)["details"]["country_slug"]]))
    with locale.activate():
        label = _("Travel advice: %(title)s") % {"title": title}
    html = format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" referrerpolicy="no-referrer" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
        source,
        label,
        width,
        height,
    )
    return result | {"type": "rich", "html": html, "width": width, "height": height}


def _write_xml(result: dict[str, Any]) -> str:
    stream = StringIO()
    xml = SimplerXMLGenerator(stream, "utf-8")
    xml.startDocument()
    xml.startElement("oembed", AttributesImpl({}))
    for name, value in result.items():
        xml.addQuickElement(name, str(value))
    xml.endElement("oembed")
    return stream.getvalue()


def _refuse(status: int, reason: str) -> HttpResponse:
    headers = {"Cache-Control": PRIVATE, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(reason, status=status, content_type="text/plain; charset=utf-8", headers=headers)
