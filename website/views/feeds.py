"""Feeds of what is new, as Atom and as JSON Feed: everything, one kind, one topic, or the
travel advice for one country, a region, or the countries with a status.

A feed has no session, so it contains public content only, and nothing that must not leave the website.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from publishing.access.viewers import ANONYMOUS
from publishing.geography.regions import find_region_by_slug
from publishing.kinds import Kind, Relation
from publishing.kinds.travel_advice import ALERT_STATUS, TravelAlertStatus
from publishing.models import ContentItem
from publishing.models.headlines import load_headlines
from publishing.models.items import ContentItemQuerySet
from publishing.text.cleaning import clean_line
from publishing.text.url_paths import public_url
from website.feeds.catalogue import FEED_KINDS, all_feeds, feed_slug
from website.feeds.formats import FORMATS, add_entry
from website.http.caching import apply_caching
from website.lists.keyset import NEWEST
from website.locales import ENGLISH, WELSH, Locale, get_locale, locale_for_path
from website.pages.layout import build_layout, in_both_languages, render_page
from website.views.errors import not_found

ENTRIES = 30


@require_safe
def feed_index(request: HttpRequest) -> HttpResponseBase:
    """Show the page that lists all feeds."""
    locale = locale_for_path(request.path)
    layout = build_layout(request, locale, locale.feeds, alternates=in_both_languages(ENGLISH.feeds, WELSH.feeds))
    with locale.activate():
        groups, name = all_feeds(locale), request.GET.get("feed", "")
        requested = next((feed for _group, feeds in groups for feed in feeds if feed.name == name), None)
        context: dict[str, object] = {
            "title": _("Feeds"),
            "description": _("Follow what is published: everything, one kind, one topic or one country."),
            "groups": groups,
            "requested": requested,
        }
    return render_page(layout, "website/feeds.html", context)


@require_safe
def everything_feed(request: HttpRequest, form: str) -> HttpResponseBase:
    """Return the feed of all kinds."""
    locale = locale_for_path(request.path)
    with locale.activate():
        title = _("Everything new")
    return _feed_response(request, form, title, locale.home, _entries(locale).of_kind(*FEED_KINDS))


@require_safe
def kind_feed(request: HttpRequest, kind: str, form: str) -> HttpResponseBase:
    """Return the feed of one kind."""
    found = {feed_slug(known): known for known in FEED_KINDS}.get(kind)
    if found is None:
        return not_found(request)
    locale = locale_for_path(request.path)
    with locale.activate():
        title = str(found.label)
    return _feed_response(request, form, title, locale.home, _entries(locale).of_kind(found))


@require_safe
def topic_feed(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Return the feed of what is about a topic."""
    locale = locale_for_path(request.path)
    topic = _find_item(locale, Kind.TOPIC, "slug", slug)
    if topic is None or topic.edition is None:
        return not_found(request)
    rows = _entries(locale).of_kind(*FEED_KINDS).linked_to(Relation.TOPIC, topic.content_id)
    return _feed_response(request, form, topic.edition.title, topic.path or locale.home, rows)


@require_safe
def country_feed(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Return the feed of a country's travel advice: one entry, updated by every major edition."""
    locale = locale_for_path(request.path)
    country = _find_item(locale, Kind.TRAVEL_ADVICE, "country_slug", slug)
    if country is None or country.edition is None:
        return not_found(request)
    rows = _entries(locale).filter(pk=country.pk)
    return _feed_response(request, form, country.edition.title, country.path or locale.home, rows)


@require_safe
def region_feed(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Return the feed of the travel advice for the countries of a region."""
    locale = locale_for_path(request.path)
    region = find_region_by_slug(slug)
    if region is None:
        return not_found(request)
    with locale.activate():
        title = _("Travel advice: %(what)s") % {"what": region.name(locale.language)}
    codes = [country.code for country in region.countries()]
    rows = _entries(locale).of_kind(Kind.TRAVEL_ADVICE).filter(code__in=codes)
    return _feed_response(request, form, title, locale.home, rows)


@require_safe
def status_feed(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """Return the feed of the countries with an alert status. A country that loses it leaves the feed."""
    locale = locale_for_path(request.path)
    status = next((one for one in TravelAlertStatus if feed_slug(one) == slug), None)
    if status is None:
        return not_found(request)
    with locale.activate():
        title = _("Travel advice: %(what)s") % {"what": status.label}
    rows = _entries(locale).of_kind(Kind.TRAVEL_ADVICE).with_term(ALERT_STATUS, status)
    return _feed_response(request, form, title, locale.home, rows)


def _entries(locale: Locale) -> ContentItemQuerySet:
    items = ContentItem.objects.for_reader(ANONYMOUS, locale.code, off_site=True)
    return items.filter(path__isnull=False).slim()


def _find_item(locale: Locale, kind: Kind, term: str, value: str) -> ContentItem | None:
    rows = ContentItem.objects.for_reader(ANONYMOUS, locale.code).of_kind(kind).slim()
    return rows.with_term(term, value).first()


def _feed_response(
    request: HttpRequest, form: str, title: str, path: str, rows: ContentItemQuerySet
) -> HttpResponseBase:
    url, locale = public_url(request.path), locale_for_path(request.path)
    feed = FORMATS[form](
        clean_line(f"{title} \u2013 Step Change hub"),
        public_url(path),
        "",
        language=locale.tag,
        feed_url=url,
        feed_guid=url,
        author_name="National Counter Terrorism Step-Change Programme",
    )
    items = list(rows.first_in(NEWEST, ENTRIES).slim()[:ENTRIES])
    headlines = load_headlines(items)
    for item in items:
        with get_locale(item.locale).activate():
            add_entry(feed, item, locale, headlines.get(item.pk))
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    return apply_caching(request, response, public=True, varies_by_cookie=False)
