"""The sitemap: what everyone may read, with its translations; a sitemap index over 50,000 URLs (decision 0094)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from io import StringIO
from typing import NamedTuple
from uuid import UUID
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
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
UNLISTED_KINDS = [kind for kind, declaration in KINDS.items() if not declaration.is_in_sitemap]

DEVELOPERS_PAGES = ("", "schema/", "examples/", "changelog/", "ask-for-a-key/")
"""Their other pages are linked from these."""


class Entry(NamedTuple):
    """A page in the sitemap."""

    content_id: UUID
    locale: str
    path: str | None
    modified: datetime | None


# Pages that are not content items, each with its translations.
OTHER_PAGES = [
    Entry(UUID(int=number), locale.code, path, None)
    for locale in (ENGLISH, WELSH)
    for number, path in enumerate([locale.threat_level, *(locale.developers + page for page in DEVELOPERS_PAGES)])
]


@require_safe
def sitemap(request: HttpRequest, page: int | None = None) -> HttpResponseBase:
    """Return the sitemap, or an index of sitemaps if one cannot contain all URLs."""
    columns = ("content_id", "locale", "path", "edition__published_at")
    paginator = Paginator(_listed_items().order_by("id").values_list(*columns), LIMIT)
    if page is None and paginator.num_pages > 1:
        return _xml_response(request, _write_index(paginator.num_pages))
    number = 1 if page is None else page
    try:
        entries = [Entry(*row) for row in paginator.page(number)]
    except EmptyPage:
        return not_found(request)
    translations = _find_translations(entries)
    return _xml_response(request, _write_sitemap([*(OTHER_PAGES if number == 1 else ()), *entries], translations))


def _listed_items() -> ContentItemQuerySet:
    return ContentItem.objects.visible_to(ANONYMOUS).filter(path__isnull=False).exclude(kind__in=UNLISTED_KINDS)


def _find_translations(entries: list[Entry]) -> dict[UUID, list[tuple[str, str]]]:
    """Return the locale and path of each translation by content id. Translations may be in another sitemap."""
    translations: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for entry in OTHER_PAGES:
        translations[entry.content_id].append((entry.locale, str(entry.path)))
    translated = _listed_items().exclude(locale=ENGLISH.code).values_list("content_id", flat=True)
    rows = _listed_items().filter(content_id__in=translated).values_list("content_id", "locale", "path")
    content_ids = {entry.content_id for entry in entries}
    for content_id, locale, path in rows.order_by("locale"):
        if content_id in content_ids:
            translations[content_id].append((locale, str(path)))
    return translations


def _write_sitemap(entries: Iterable[Entry], translations: dict[UUID, list[tuple[str, str]]]) -> str:
    stream, xml = _start_document("urlset", NAMESPACES)
    for entry in entries:
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", public_url(str(entry.path)))
        if entry.modified:
            xml.addQuickElement("lastmod", entry.modified.isoformat(timespec="seconds"))
        alternates = translations.get(entry.content_id, ())
        for locale, path in alternates if len(alternates) > 1 else ():
            attributes = {"rel": "alternate", "hreflang": get_locale(locale).tag, "href": public_url(path)}
            xml.addQuickElement("xhtml:link", attrs=attributes)
        xml.endElement("url")
    xml.endElement("urlset")
    return stream.getvalue()


def _write_index(pages: int) -> str:
    stream, xml = _start_document("sitemapindex", {"xmlns": NAMESPACES["xmlns"]})
    for page in range(1, pages + 1):
        xml.startElement("sitemap", AttributesImpl({}))
        xml.addQuickElement("loc", f"{settings.BASE_URL}/sitemap-{page}.xml")
        xml.endElement("sitemap")
    xml.endElement("sitemapindex")
    return stream.getvalue()


def _start_document(root: str, attributes: dict[str, str]) -> tuple[StringIO, SimplerXMLGenerator]:
    stream = StringIO()
    xml = SimplerXMLGenerator(stream, "utf-8")
    xml.startDocument()
    xml.startElement(root, AttributesImpl(attributes))
    return stream, xml


def _xml_response(request: HttpRequest, text: str) -> HttpResponseBase:
    response = HttpResponse(text, content_type="application/xml")
    return apply_caching(request, response, public=True, varies_by_cookie=False)
