"""The sitemap: what everyone may read, its translations, and when it last changed; a sitemap index over 40,000 items
(decision 0094).

Pages below an item are in it if they are canonical: each part of travel advice and the world map, but not the whole
advice on one page and its history.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import StringIO
from itertools import islice
from typing import NamedTuple
from uuid import UUID
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.core.paginator import EmptyPage, Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS
from publishing.kinds.travel_advice import RESERVED_SLUGS, WORLD_MAP_SLUG, find_leading_slug
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.models.items import ContentItemQuerySet
from publishing.text.url_paths import public_url
from website.developers.artefacts import NotBuiltError, read_json
from website.http.caching import apply_caching
from website.lists.list_dates import load_list_dates
from website.locales import ENGLISH, LOCALES, get_locale
from website.views.errors import not_found

LIMIT = 40_000
"""Items in one sitemap, which can have 50,000 URLs: the others are for pages below items."""
BATCH = 20
"""Countries whose parts are in memory at the same time."""
NAMESPACES = {
    "xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xmlns:xhtml": "http://www.w3.org/1999/xhtml",
}
UNLISTED_KINDS = [kind for kind, declaration in KINDS.items() if not declaration.is_in_sitemap]

DEVELOPERS_PAGES = ("", "schema/", "examples/", "changelog/", "ask-for-a-key/")
"""Their other pages are linked from these."""

Translations = dict[UUID, list[tuple[str, str]]]
"""Locale and path of each translation, by content id."""


class Entry(NamedTuple):
    """A page in the sitemap."""

    key: UUID
    content_id: UUID
    locale: str
    path: str | None
    modified: datetime


def _other_pages() -> list[Entry]:
    """Return the pages that are not content items, each with its translations: one query."""
    levels = ContentItem.objects.visible_to(ANONYMOUS).of_kind(Kind.THREAT_LEVEL)
    raised = levels.filter(effective_at__lte=timezone.now()).aggregate(newest=Max("effective_at"))["newest"]
    released = _last_release()
    entries = []
    for locale in LOCALES.values():
        dates = {locale.threat_level: raised} if raised else {}
        dates |= {locale.developers + page: released for page in DEVELOPERS_PAGES} if released else {}
        for number, (path, at) in enumerate(dates.items()):
            entries.append(Entry(UUID(int=number), UUID(int=number), locale.code, path, at))
    return entries


def _last_release() -> datetime | None:
    """Return the day of the newest release of the schema; None if the developers' pages are not built."""
    try:
        newest = next(iter(read_json("changelog.json")), None)
    except NotBuiltError:
        return None
    return datetime.fromisoformat(newest["day"]).replace(tzinfo=UTC) if newest else None


@require_safe
def sitemap(request: HttpRequest, page: int | None = None) -> HttpResponseBase:
    """Return the sitemap, or an index of sitemaps if one cannot contain all URLs."""
    columns = ("id", "content_id", "locale", "path", "edition__published_at")
    paginator = Paginator(_listed_items().order_by("id").values_list(*columns), LIMIT)
    if page is None and paginator.num_pages > 1:
        return _xml_response(request, _write_index(paginator.num_pages))
    number = 1 if page is None else page
    try:
        entries = [Entry(*row) for row in paginator.page(number)]
    except EmptyPage:
        return not_found(request)
    others = _other_pages() if number == 1 else []
    dates = load_list_dates(ANONYMOUS)
    entries = [one._replace(modified=max(one.modified, dates.get(one.key, one.modified))) for one in entries]
    pages = _add_pages_below([*others, *entries], _find_translations(others, entries))
    return _xml_response(request, _write_sitemap(pages))


def _listed_items() -> ContentItemQuerySet:
    return ContentItem.objects.visible_to(ANONYMOUS).filter(path__isnull=False).exclude(kind__in=UNLISTED_KINDS)


def _find_translations(others: list[Entry], entries: list[Entry]) -> Translations:
    """Return the locale and path of each translation by content id. Translations may be in another sitemap."""
    translations: Translations = defaultdict(list)
    for entry in others:
        translations[entry.content_id].append((entry.locale, str(entry.path)))
    translated = _listed_items().exclude(locale=ENGLISH.code).values_list("content_id", flat=True)
    rows = _listed_items().filter(content_id__in=translated).values_list("content_id", "locale", "path")
    content_ids = {entry.content_id for entry in entries}
    for content_id, locale, path in rows.order_by("locale"):
        if content_id in content_ids:
            translations[content_id].append((locale, str(path)))
    return translations


def _add_pages_below(entries: list[Entry], translations: Translations) -> Iterator[tuple[Entry, list[tuple[str, str]]]]:
    """Yield the entries and those of the pages below them, each with its translations."""
    below = _find_pages_below(entries)
    for entry in entries:
        paths = translations.get(entry.content_id, [])
        yield entry, paths
        for name in below.get(str(entry.path), ()):
            page = entry._replace(path=f"{entry.path}{name}/")
            yield page, [(locale, f"{path}{name}/") for locale, path in paths if name in below.get(path, ())]


def _find_pages_below(entries: list[Entry]) -> dict[str, list[str]]:
    """Return the last segments of the pages below each path: two queries, without the bodies of other kinds."""
    keys = [entry.key for entry in entries]
    items = _listed_items().filter(id__gte=min(keys), id__lte=max(keys)).slim() if keys else ContentItem.objects.none()
    sections = read_details(with_details(items.of_kind(Kind.SECTION), "lists"))
    found = {str(row.path): [WORLD_MAP_SLUG] for row in sections if vars(row)["details"]["lists"] == Kind.TRAVEL_ADVICE}
    rows = with_details(items.of_kind(Kind.TRAVEL_ADVICE), "parts").iterator(chunk_size=BATCH)
    while batch := read_details(islice(rows, BATCH)):
        for row in batch:
            slugs = [part["slug"] for part in vars(row)["details"]["parts"]]
            elsewhere = {find_leading_slug(slugs), *RESERVED_SLUGS}
            found[str(row.path)] = [slug for slug in slugs if slug not in elsewhere]
    return found


def _write_sitemap(pages: Iterable[tuple[Entry, list[tuple[str, str]]]]) -> str:
    stream, xml = _start_document("urlset", NAMESPACES)
    for entry, alternates in pages:
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", public_url(str(entry.path)))
        xml.addQuickElement("lastmod", entry.modified.isoformat(timespec="seconds"))
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
