"""Feeds: what is new for everybody, as Atom and as JSON Feed 1.1, by kind, topic and country.

A feed has no session, so it holds public content only, and nothing that may not leave the website.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem
from publishing.models.items import ContentItemQuerySet
from publishing.text.cleaning import clean_line, clean_lines
from publishing.text.url_paths import public_url
from website.feeds.catalogue import FEED_KINDS, all_feeds
from website.http.caching import apply_caching
from website.locales import ENGLISH, WELSH, Locale, locale_for_path
from website.pages.layout import both, frame_for, render_frame
from website.views.errors import not_found

ENTRIES = 30
# An empty feed has not changed since the programme began: the time of asking would defeat conditional requests.
BEGINNING = datetime(2018, 5, 8, tzinfo=UTC)
FORMATS = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}


@dataclass(frozen=True)
class Channel:
    """One feed: what it is called, where it is read, what it holds."""

    title: str
    locale: Locale
    address: str
    page: str
    entries: tuple[ContentItem, ...]


class Atom(Atom1Feed):
    """Django's Atom feed, whose date is that of its newest entry and never the time of asking."""

    def latest_post_date(self) -> datetime:
        """Return when the feed last changed."""
        return super().latest_post_date() if self.items else BEGINNING

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Add an entry; its summary is plain text, which Django would mark as HTML."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", item["summary"], {"type": "text"})


@require_safe
def everything(request: HttpRequest, form: str) -> HttpResponseBase:
    """Answer with all kinds."""
    locale = locale_for_path(request.path)
    with locale.activate():
        title = _("Everything new")
    return _feed(request, form, title, locale.home, _rows(locale).of_kind(*FEED_KINDS))


@require_safe
def of_kind(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """Answer with one kind."""
    wanted = {known.value.replace("_", "-"): known for known in FEED_KINDS}.get(kind)
    if wanted is None:
        return not_found(request)
    locale = locale_for_path(request.path)
    with locale.activate():
        title = str(wanted.label)
    return _feed(request, form, title, locale.home, _rows(locale).of_kind(wanted))


@require_safe
def of_topic(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Answer with what is about a topic."""
    locale = locale_for_path(request.path)
    topic = _one(locale, Kind.TOPIC, "slug", slug)
    if topic is None or topic.edition is None:
        return not_found(request)
    rows = _rows(locale).of_kind(*FEED_KINDS).linked_to(Relation.TOPIC, topic.content_id)
    return _feed(request, form, topic.edition.title, topic.path or locale.home, rows)


@require_safe
def of_country(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Answer with a country's travel advice: one entry, new at every major update."""
    locale = locale_for_path(request.path)
    country = _one(locale, Kind.TRAVEL_ADVICE, "country_slug", slug)
    if country is None or country.edition is None:
        return not_found(request)
    rows = _rows(locale).filter(pk=country.pk)
    return _feed(request, form, country.edition.title, country.path or locale.home, rows)


@require_safe
def listed(request: HttpRequest) -> HttpResponseBase:
    """Answer with a page that lists the feeds."""
    locale = locale_for_path(request.path)
    frame = frame_for(request, locale, locale.feeds, alternates=both(ENGLISH.feeds, WELSH.feeds))
    with locale.activate():
        context: dict[str, object] = {
            "title": _("Feeds"),
            "description": _("Follow what is published: everything, one kind, one topic or one country."),
            "groups": all_feeds(locale),
        }
    return render_frame(frame, "website/feeds.html", context)


def _rows(locale: Locale) -> ContentItemQuerySet:
    items = ContentItem.objects.visible_to(ANONYMOUS, off_site=True).in_locale(locale.code)
    return items.filter(path__isnull=False).slim()


def _one(locale: Locale, kind: Kind, term: str, value: str) -> ContentItem | None:
    rows = ContentItem.objects.visible_to(ANONYMOUS).of_kind(kind).in_locale(locale.code).slim()
    return rows.with_term(term, value).first()


def _feed(request: HttpRequest, form: str, title: str, page: str, rows: ContentItemQuerySet) -> HttpResponseBase:
    channel = Channel(
        clean_line(f"{title} \u2013 Step Change hub"),
        locale_for_path(request.path),
        public_url(request.path),
        public_url(page),
        tuple(rows.order_by("-updated_at", "-id")[:ENTRIES]),
    )
    response = _atom(channel) if form == "atom" else _json(channel)
    response["Content-Type"] = FORMATS[form]
    return apply_caching(request, response, public=True, varies_by_cookie=False)


def _atom(channel: Channel) -> HttpResponse:
    feed = Atom(
        channel.title,
        channel.page,
        "",
        language=channel.locale.tag,
        feed_url=channel.address,
        feed_guid=channel.address,
        author_name="National Counter Terrorism Step-Change Programme",
    )
    for item in channel.entries:
        assert item.edition is not None, "a live item has an edition"
        feed.add_item(
            clean_line(item.edition.title),
            public_url(str(item.path)),
            None,  # type: ignore[arg-type] # a summary as HTML: Django leaves it out
            summary=_text(item),
            unique_id=item.pk.urn,
            pubdate=item.first_published_at,
            updateddate=item.updated_at,
            categories=[item.kind],
        )
    return HttpResponse(feed.writeString("utf-8"))


def _json(channel: Channel) -> HttpResponse:
    entries = [
        {
            "id": item.pk.urn,
            "url": public_url(str(item.path)),
            "title": clean_line(item.edition.title),
            "content_text": _text(item),
            "date_published": item.first_published_at.isoformat(),
            "date_modified": item.updated_at.isoformat(),
            "tags": [item.kind],
            "language": channel.locale.tag,
        }
        for item in channel.entries
        if item.edition
    ]
    return JsonResponse(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": channel.title,
            "home_page_url": channel.page,
            "feed_url": channel.address,
            "language": channel.locale.tag,
            "authors": [{"name": "National Counter Terrorism Step-Change Programme"}],
            "items": entries,
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _text(item: ContentItem) -> str:
    """The summary, and what changed. Old editions may hold characters that XML cannot carry."""
    assert item.edition is not None, "a live item has an edition"
    texts = map(clean_lines, (item.edition.summary, item.edition.change_note))
    return "\n\n".join(filter(None, texts)) or clean_line(item.edition.title)
