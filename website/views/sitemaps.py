"""The sitemap: what everybody may read, with its translations; an index over 50,000 addresses."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import NamedTuple
from uuid import UUID
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from publishing.access.viewers import ANONYMOUS
from publishing.kinds.registry import KINDS
from publishing.models import ContentItem
from publishing.models.items import ContentItemQuerySet
from publishing.text.url_paths import public_url
from website.http.caching import apply_caching
from website.locales import ENGLISH, WELSH, get_locale
from website.views.errors import not_found

LIMIT = 50_000
NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}


_UNLISTED = [kind for kind, declaration in KINDS.items() if not declaration.is_in_sitemap]


class Entry(NamedTuple):
    """One address."""

    content_id: UUID
    locale: str
    path: str | None
    modified: datetime | None


def listed() -> ContentItemQuerySet:
    """Pages that everybody may read."""
    return ContentItem.objects.visible_to(ANONYMOUS).filter(path__isnull=False).exclude(kind__in=_UNLISTED)


@require_safe
def sitemap(request: HttpRequest, page: int | None = None) -> HttpResponseBase:
    """Answer with the addresses, or with the list of sitemaps when they are too many for one."""
    pages = max(1, -(-listed().count() // LIMIT))
    if page is None and pages > 1:
        return _xml(request, _index(pages))
    place = 1 if page is None else page
    if not 1 <= place <= pages:
        return not_found(request)
    rows = listed().order_by("id")[(place - 1) * LIMIT : place * LIMIT]
    entries = [Entry(*row) for row in rows.values_list("content_id", "locale", "path", "edition__published_at")]
    fixed = _fixed() if place == 1 else []
    return _xml(request, _urlset([*fixed, *entries], _translations(entries)))


def _fixed() -> list[Entry]:
    """Pages that are no items."""
    threat_level = UUID(int=0)
    return [Entry(threat_level, locale.code, locale.threat_level, None) for locale in (ENGLISH, WELSH)]


def _translations(entries: list[Entry]) -> dict[UUID, list[tuple[str, str]]]:
    """Return the addresses of each document in all its languages; they may stand in another sitemap."""
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for entry in _fixed():
        found[entry.content_id].append((entry.locale, str(entry.path)))
    foreign = listed().exclude(locale=ENGLISH.code).values_list("content_id", flat=True)
    rows = listed().filter(content_id__in=foreign).values_list("content_id", "locale", "path")
    wanted = {entry.content_id for entry in entries}
    for content_id, locale, path in rows.order_by("locale"):
        if content_id in wanted:
            found[content_id].append((locale, str(path)))
    return found


def _urlset(entries: Iterable[Entry], translations: dict[UUID, list[tuple[str, str]]]) -> str:
    stream, xml = _document("urlset", NAMESPACES)
    for entry in entries:
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", public_url(str(entry.path)))
        if entry.modified:
            xml.addQuickElement("lastmod", entry.modified.isoformat(timespec="seconds"))
        siblings = translations.get(entry.content_id, ())
        for locale, path in siblings if len(siblings) > 1 else ():
            xml.addQuickElement(
                "xhtml:link",
                attrs={
                    "rel": "alternate",
                    "hreflang": get_locale(locale).tag,
                    "href": public_url(path),
                },
            )
        xml.endElement("url")
    xml.endElement("urlset")
    return stream.getvalue()


def _index(pages: int) -> str:
    stream, xml = _document("sitemapindex", {"xmlns": NAMESPACES["xmlns"]})
    for page in range(1, pages + 1):
        xml.startElement("sitemap", AttributesImpl({}))
        xml.addQuickElement("loc", f"{settings.BASE_URL}/sitemap-{page}.xml")
        xml.endElement("sitemap")
    xml.endElement("sitemapindex")
    return stream.getvalue()


def _document(root: str, attributes: dict[str, str]) -> tuple[StringIO, SimplerXMLGenerator]:
    stream = StringIO()
    xml = SimplerXMLGenerator(stream, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl(attributes))
    return stream, xml


def _xml(request: HttpRequest, text: str) -> HttpResponseBase:
    return apply_caching(
        request, HttpResponse(text, content_type="application/xml"), public=True, varies_by_cookie=False
    )
