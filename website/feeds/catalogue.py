"""All feeds, for the page that lists them and for the pages that link to theirs."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from publishing.access.viewers import ANONYMOUS
from publishing.geography.regions import Region, continents, regions
from publishing.kinds import Kind
from publishing.kinds.declaration import Declaration
from publishing.kinds.registry import INDEXED
from publishing.kinds.travel_advice import TravelAlertStatus
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from website.locales import WELSH, Locale


def _feed_order(declaration: Declaration) -> int:
    assert declaration.index is not None, "a kind with a list has an index"
    return declaration.index.feed_place or declaration.index.place


FEED_KINDS = tuple(declaration.kind for declaration in sorted(INDEXED, key=_feed_order))


@dataclass(frozen=True)
class FeedLinks:
    """The URLs of a feed in its two formats."""

    title: str
    atom: str
    json: str
    written_in: str = ""
    """The language of the title, if it is that of content."""

    @property
    def name(self) -> str:
        """What distinguishes it from the other feeds: country/france."""
        return self.atom.removesuffix(".atom").partition("/feeds/")[2]

    @property
    def page(self) -> str:
        """The URL of the page that says how to use it. Browsers show a feed itself as code."""
        return f"{self.atom.partition('/feeds/')[0]}/feeds/?{urlencode({'feed': self.name}, safe='/')}"


def feed_links(locale: Locale, title: str, name: str, *args: str, written_in: str = "") -> FeedLinks:
    """Return the URLs of a feed; `name` is that of its URL pattern."""
    prefix = "cy-" if locale == WELSH else ""
    atom, json = (reverse(f"website:{prefix}{name}", args=[*args, form]) for form in ("atom", "json"))
    return FeedLinks(title, atom, json, written_in)


def feed_slug(value: str) -> str:
    """Return the slug of a kind or a status in the URLs of its feed."""
    return value.replace("_", "-")


def kind_feed_links(locale: Locale, kind: str) -> FeedLinks | None:
    """Return the URLs of a kind's feed, if it has one."""
    if kind not in FEED_KINDS:
        return None
    return feed_links(locale, str(Kind(kind).label), "feed-kind", feed_slug(kind))


def all_feeds(locale: Locale) -> list[tuple[str, list[FeedLinks]]]:
    """Return all public feeds in groups: one query."""
    rows = (
        ContentItem.objects.for_reader(ANONYMOUS, locale.code)
        .of_kind(Kind.TOPIC, Kind.TRAVEL_ADVICE)
        .order_by("edition__title")
        .slim()
    )
    topics, countries = [], []
    codes = set()
    for row in read_details(with_details(rows, "slug", "country_slug")):
        assert row.edition is not None, "a live item has an edition"
        title, facts = row.edition.title, vars(row)["details"]
        if row.kind == Kind.TOPIC:
            topics.append(feed_links(locale, title, "feed-topic", facts["slug"], written_in=row.locale))
        else:
            countries.append(feed_links(locale, title, "feed-country", facts["country_slug"], written_in=row.locale))
            codes.add(row.code)
    kinds = [links for kind in FEED_KINDS if (links := kind_feed_links(locale, kind))]
    return [
        (_("Everything"), [feed_links(locale, _("Everything new"), "feed")]),
        (_("By kind"), kinds),
        (_("By topic"), topics),
        (_("Travel advice by status"), [status_feed_links(locale, status) for status in TravelAlertStatus]),
        (_("Travel advice by region"), [region_feed_links(locale, region) for region in _regions(codes)]),
        (_("By country"), countries),
    ]


def status_feed_links(locale: Locale, status: TravelAlertStatus) -> FeedLinks:
    """Return the URLs of the feed of the countries with an alert status."""
    return feed_links(locale, str(status.label), "feed-status", feed_slug(status))


def region_feed_links(locale: Locale, region: Region) -> FeedLinks:
    """Return the URLs of the feed of a region's countries."""
    return feed_links(locale, region.name(locale.language), "feed-region", region.slug)


def travel_feed_links(locale: Locale) -> list[FeedLinks]:
    """Return the URLs of the feeds that the index of travel advice announces: by status and by continent."""
    statuses = [status_feed_links(locale, status) for status in TravelAlertStatus]
    return [*statuses, *(region_feed_links(locale, region) for region in continents())]


def _regions(codes: set[str]) -> list[Region]:
    """Return the regions that contain some of the countries."""
    return [region for region in regions() if codes.intersection(country.code for country in region.countries())]
