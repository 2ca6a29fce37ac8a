"""Finds the URLs that changes affect. Only URLs that the public could know: purges are visible in the caches.

What is on every page (the threat level) and search results are not included: a cache that keeps pages for longer than
our headers say must not keep them for long (docs/api/caching.md).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import product

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper
from django.urls import reverse

from publishing.access.viewers import ANONYMOUS
from publishing.consumers.purging import list_embedders
from publishing.geography.countries import find_country
from publishing.geography.regions import find_regions
from publishing.images.addresses import image_path
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Details
from publishing.kinds.threat_level import ThreatLevelDetails
from publishing.kinds.topic import TopicDetails
from publishing.kinds.travel_advice import RESERVED_SLUGS, WORLD_MAP_SLUG, TravelAdviceDetails
from publishing.models import Asset, Change, ContentItem, Edition, EditionReference, EncodedImage, PreviousPath
from publishing.models.access import Side, readable_on
from publishing.models.details import read_details, with_details
from publishing.text.url_paths import encode_path

_PUBLIC: dict[Side, str] = {"previous": "was_public", "edition": "is_public"}
"""Annotations of a change: whether the edition on that side is public."""


def find_affected_urls(changes: Sequence[Change]) -> list[str]:
    """Return the absolute URLs that the changes affect, none for hidden changes."""
    known = Change.objects.filter(pk__in=[change.sequence for change in changes]).visible_to(ANONYMOUS)
    sides = {name: ExpressionWrapper(readable_on(side, ANONYMOUS), BooleanField()) for side, name in _PUBLIC.items()}
    rows = list(known.annotate(**sides).select_related("item", "edition", "previous"))
    if not rows:
        return []
    paths = {"/", "/cy/", reverse("website:sitemap")}
    pages = {*_find_linking_pages(rows), *_find_indexes(rows)}
    paths.update(_find_files(rows), _find_topic_feeds(rows))
    countries: set[str] = set()
    left_paths = defaultdict(list)
    for left in PreviousPath.objects.filter(item__in={row.item_id for row in rows}).order_by("left_at"):
        left_paths[left.item_id].append((left.left_at, left.path))
    for change in rows:
        for edition, path in _public_sides(change, left_paths[change.item_id]):
            details = edition.content(change.kind).details
            pages.update(map(encode_path, _find_pages(details, path)))
            paths.update(_find_feeds(change, details))
            if isinstance(details, TravelAdviceDetails):
                countries.add(details.country_slug)
    # What has no translation is shown on a Welsh page, too (docs/decisions/0119).
    paths.update(pages, (f"/cy{path}" for path in pages if not path.startswith("/cy/")))
    paths.update(_find_cards(countries))
    return sorted(settings.BASE_URL + path for path in paths)


def _public_sides(change: Change, left: list[tuple[datetime, str]]) -> Iterator[tuple[Edition, str | None]]:
    """Yield the public editions before and after a change, each with its path at that time."""
    before = next((path for at, path in left if at >= change.at), change.item.path)
    after = next((path for at, path in left if at > change.at), change.item.path)
    sides: dict[Side, str | None] = {"previous": before, "edition": after}
    for side, path in sides.items():
        if edition := _get_public(change, side):
            yield edition, path


def _get_public(change: Change, side: Side) -> Edition | None:
    """Return the edition on one side of a change if it is public."""
    edition: Edition | None = getattr(change, side) if getattr(change, _PUBLIC[side]) else None
    return edition


def _find_pages(details: Details, path: str | None) -> Iterator[str]:
    """Yield a page, its parts, and its ancestors, which list it."""
    if path is None:
        return
    names = [name for name in path.split("/") if name]
    yield from ("/" + "".join(f"{name}/" for name in names[:length]) for length in range(1, len(names) + 1))
    if isinstance(details, TravelAdviceDetails):
        yield from (f"{path}{slug}/" for slug in (*RESERVED_SLUGS, *(part.slug for part in details.parts)))


def _find_feeds(change: Change, details: Details) -> Iterator[str]:
    """Yield the feeds that include an item: in each language they have what has no translation, too."""
    yield from _feed_paths("feed")
    yield from _feed_paths("feed-kind", change.kind.replace("_", "-"))
    match details:
        case TravelAdviceDetails():
            yield from _find_travel_urls(details)
        case TopicDetails(slug=slug):
            yield from _feed_paths("feed-topic", slug)
        case ThreatLevelDetails():
            yield from (reverse("website:threat-level"), reverse("website:cy-threat-level"))


def _find_travel_urls(details: TravelAdviceDetails) -> Iterator[str]:
    """Yield the feeds and data that include a country's advice."""
    yield from _feed_paths("feed-country", details.country_slug)
    for alert in details.alerts:
        yield from _feed_paths("feed-status", alert.status.value.replace("_", "-"))
    if country := find_country(details.country):
        for region in find_regions(country):
            yield from _feed_paths("feed-region", region.slug)
    yield from (reverse("website:govuk-index"), reverse("website:areas"), reverse("website:cy-areas"))
    for suffix in ("", ".cy"):
        yield reverse("website:govuk-document", args=[f"{details.country_slug}{suffix}"])


def _find_cards(slugs: set[str]) -> Iterator[str]:
    """Yield the cards of some countries, which partners' websites show: one query."""
    for partner, slug, prefix in product(list_embedders() if slugs else (), slugs, ("", "cy-")):
        yield reverse(f"website:{prefix}card", args=[partner, slug])
        yield from (reverse(f"website:{prefix}card-theme", args=[partner, slug, theme]) for theme in ("light", "dark"))


def _feed_paths(name: str, *args: str) -> Iterator[str]:
    for prefix, extension in product(("", "cy-"), ("atom", "json")):
        yield reverse(f"website:{prefix}{name}", args=[*args, extension])


def _find_indexes(rows: Sequence[Change]) -> Iterator[str]:
    """Yield the sections that list the kinds of the items, those of travel advice with their maps."""
    kinds = {row.kind for row in rows}
    sections = ContentItem.objects.public().of_kind(Kind.SECTION).filter(path__isnull=False).slim()
    for section in read_details(with_details(sections, "lists")):
        if (listed := vars(section)["details"]["lists"]) in kinds:
            url = encode_path(str(section.path))
            yield from (url, f"{url}{WORLD_MAP_SLUG}/") if listed == Kind.TRAVEL_ADVICE else (url,)


def _find_linking_pages(rows: Sequence[Change]) -> Iterator[str]:
    """Yield pages that show the title of a changed item."""
    targets = {row.item.content_id for row in rows}
    linking = ContentItem.objects.public().filter(links__target__in=targets, path__isnull=False)
    yield from (encode_path(path) for path in linking.values_list("path", flat=True).distinct() if path)


def _find_topic_feeds(rows: Sequence[Change]) -> Iterator[str]:
    """Yield the feeds of the topics of changed items, before and after."""
    public = {edition.pk for row in rows for edition, _ in _public_sides(row, [])}
    topics = EditionReference.objects.filter(edition__in=public, relation=Relation.TOPIC).values("target")
    found = ContentItem.objects.public().of_kind(Kind.TOPIC).filter(content_id__in=topics).slim()
    for topic in read_details(with_details(found, "slug")):
        yield from _feed_paths("feed-topic", vars(topic)["details"]["slug"])


def _find_files(rows: Sequence[Change]) -> Iterator[str]:
    """Yield files that were public and no longer are, and their renditions."""
    before = [edition for row in rows if (edition := _get_public(row, "previous"))]
    keys = set().union(*(edition.referenced_keys() for edition in before))
    gone = Asset.objects.filter(key__in=keys).exclude(pk__in=Asset.objects.visible_to(ANONYMOUS).values("pk"))
    yield from (reverse("website:asset", args=[asset.key, asset.filename]) for asset in gone)
    for encoded in EncodedImage.objects.filter(source__in=gone):
        yield image_path(encoded.source_id, encoded.size, encoded.content_type)
