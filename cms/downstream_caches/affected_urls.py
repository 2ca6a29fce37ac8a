"""Which addresses show something else after some changes. Only what the public could know: who looks at a cache sees
what goes from it.

What stands in every page (the threat level) or is found anew each time (searches) is not among them: a cache that keeps
pages for longer than the hub says must not keep them for long (docs/api/caching.md).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper
from django.urls import reverse

from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import Details
from publishing.kinds.threat_level import ThreatLevelDetails
from publishing.kinds.topic import TopicDetails
from publishing.kinds.travel_advice import TravelAdviceDetails
from publishing.models import Asset, Change, ContentItem, Edition, EditionReference, PreviousPath
from publishing.models.access import Side, readable_on
from publishing.models.details import read_details, with_details
from publishing.text.url_paths import encode_path

_PUBLIC: dict[Side, str] = {"previous": "was_public", "edition": "is_public"}
"""What a change has been read with: whether the edition on that side was the public's."""


def find_affected_urls(changes: Sequence[Change]) -> list[str]:
    """Return the whole addresses of what shows something else since some changes; none for those that are hidden."""
    known = Change.objects.filter(pk__in=[change.sequence for change in changes]).visible_to(ANONYMOUS)
    sides = {name: ExpressionWrapper(readable_on(side, ANONYMOUS), BooleanField()) for side, name in _PUBLIC.items()}
    rows = list(known.annotate(**sides).select_related("item", "edition", "previous"))
    if not rows:
        return []
    found = {"/", "/cy/", reverse("website:sitemap"), *_of_linking(rows), *_of_files(rows), *_of_topics(rows)}
    lefts = _lefts(rows)
    for change in rows:
        for edition, path in _sides(change, lefts[change.item_id]):
            details = edition.content(change.kind).details
            found.update(map(encode_path, _of_page(details, path)))
            found.update(_of_feeds(change, details))
    return sorted(settings.BASE_URL + address for address in found)


def _sides(change: Change, left: list[tuple[datetime, str]]) -> Iterator[tuple[Edition, str | None]]:
    """Yield what the public had before a change and has after it, with where it stood."""
    before = next((path for at, path in left if at >= change.at), change.item.path)
    after = next((path for at, path in left if at > change.at), change.item.path)
    sides: dict[Side, str | None] = {"previous": before, "edition": after}
    for side, path in sides.items():
        if edition := _public(change, side):
            yield edition, path


def _public(change: Change, side: Side) -> Edition | None:
    """Return the edition on one side of a change if it was the public's."""
    edition: Edition | None = getattr(change, side) if getattr(change, _PUBLIC[side]) else None
    return edition


def _lefts(rows: Sequence[Change]) -> dict[UUID, list[tuple[datetime, str]]]:
    """Return when items left which paths."""
    lefts = defaultdict(list)
    for left in PreviousPath.objects.filter(item__in={row.item_id for row in rows}).order_by("left_at"):
        lefts[left.item_id].append((left.left_at, left.path))
    return lefts


def _of_page(details: Details, path: str | None) -> Iterator[str]:
    """A page, its parts, and the pages above it, which list it."""
    if path is None:
        return
    names = [name for name in path.split("/") if name]
    yield from ("/" + "".join(f"{name}/" for name in names[:length]) for length in range(1, len(names) + 1))
    if isinstance(details, TravelAdviceDetails):
        yield from (f"{path}{part.slug}/" for part in details.parts)


def _of_feeds(change: Change, details: Details) -> Iterator[str]:
    yield from _feed(change.item.locale, "feed")
    yield from _feed(change.item.locale, "feed-kind", change.kind.replace("_", "-"))
    match details:
        case TravelAdviceDetails(country_slug=slug):
            yield from _feed(change.item.locale, "feed-country", slug)
        case TopicDetails(slug=slug):
            yield from _feed(change.item.locale, "feed-topic", slug)
        case ThreatLevelDetails():
            yield from (reverse("website:threat-level"), reverse("website:cy-threat-level"))


def _feed(locale: str, name: str, *of: str) -> Iterator[str]:
    prefix = "cy-" if locale == "cy" else ""
    return (reverse(f"website:{prefix}{name}", args=[*of, form]) for form in ("atom", "json"))


def _of_linking(rows: Sequence[Change]) -> Iterator[str]:
    """Pages that show the title of what changed."""
    targets = {row.item.content_id for row in rows}
    linking = ContentItem.objects.public().filter(links__target__in=targets, path__isnull=False)
    yield from (encode_path(path) for path in linking.values_list("path", flat=True).distinct() if path)


def _of_topics(rows: Sequence[Change]) -> Iterator[str]:
    """Feeds of the topics that what changed is about, or was."""
    public = {edition.pk for row in rows for edition, _ in _sides(row, [])}
    topics = EditionReference.objects.filter(edition__in=public, relation=Relation.TOPIC).values("target")
    found = ContentItem.objects.public().of_kind(Kind.TOPIC).filter(content_id__in=topics).slim()
    for topic in read_details(with_details(found, "slug")):
        yield from _feed(topic.locale, "feed-topic", vars(topic)["details"]["slug"])


def _of_files(rows: Sequence[Change]) -> Iterator[str]:
    """Files that the public could have, and may not any more."""
    before = [edition for row in rows if (edition := _public(row, "previous"))]
    keys = set().union(*(edition.referenced_keys() for edition in before))
    gone = Asset.objects.filter(key__in=keys).exclude(pk__in=Asset.objects.visible_to(ANONYMOUS).values("pk"))
    yield from (reverse("website:asset", args=[asset.key, asset.filename]) for asset in gone)
