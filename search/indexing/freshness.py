"""What the index does not know yet. What is withdrawn or narrowed is gone at once, before the worker comes to it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from publishing.access.viewers import Viewer
from publishing.models import Change, ContentItem
from publishing.models.access import readable_on
from publishing.models.items import ContentItemQuerySet
from search.engines.interface import LogPosition

STALE_SECONDS = 30.0
"""An index that does not know a change of so long ago is behind: an engine that knows more answers in its place.

As long as a write to a cluster may take (node.WRITE_SECONDS), so that one slow write is none: what takes longer is an
index that takes no writes, or a worker that does not run. A healthy one knows a change after 1.2 s (p95 under load).
"""


@dataclass(frozen=True)
class Freshness:
    """How an index stands to the log."""

    of_this_log: bool
    complete: bool = False
    """Whether the index knows every change."""


def change_fingerprint(item_id: UUID, at: datetime) -> str:
    """Return what tells a change from one of another log (a restored database) with the same number."""
    return f"{item_id} {at.timestamp():.6f}"


def is_of_this_log(position: LogPosition) -> bool:
    """Whether the change that the index stopped at is this log's."""
    return compare_with_log(position).of_this_log


def compare_with_log(position: LogPosition) -> Freshness:
    """Compare a position with the log: one query by primary key."""
    rows = Change.objects.filter(sequence__gte=position.sequence).order_by("sequence")
    changes = list(rows.values_list("sequence", "item_id", "at")[:2])
    if not position.sequence:
        return Freshness(of_this_log=True, complete=not changes)
    if not changes or changes[0][0] != position.sequence or change_fingerprint(*changes[0][1:]) != position.fingerprint:
        return Freshness(of_this_log=False)
    return Freshness(of_this_log=True, complete=len(changes) == 1)


def visible_age(position: LogPosition, viewer: Viewer) -> float | None:
    """Return the seconds since the oldest change after the index that the viewer may know of, None when there is none:
    when confidential content changes is not told to others (docs/decisions/0003)."""
    known = Exists(_visible(viewer)) | readable_on("previous", viewer)
    changes = _since(position, viewer).filter(known).order_by("sequence")
    return _seconds_since_first(changes)


def seconds_behind(position: LogPosition) -> float:
    """Return the seconds since the oldest change that an index does not know, whoever may know of it; 0 when it knows
    all. For operators: readers get `age_for`."""
    return _seconds_since_first(Change.objects.filter(sequence__gt=position.sequence).order_by("sequence")) or 0.0


def _seconds_since_first(changes: QuerySet[Change]) -> float | None:
    """By the database's clock, in the same query: one process with a fast clock must not find every index stale."""
    times = changes.annotate(clock=Now()).values_list("at", "clock").first()
    return None if times is None else max(0.0, (times[1] - times[0]).total_seconds())


def hidden_items(position: LogPosition, viewer: Viewer) -> frozenset[str]:
    """Return items that the index still shows as they were, and that the viewer must not find there any more.

    Of the changes after the index only those matter before which readers had something: a large import hides nothing.
    """
    changed = _since(position, viewer).filter(
        ~Exists(_visible(viewer)) | ~Q(previous__audience=F("item__audience")), previous__isnull=False
    )
    return frozenset(str(item_id) for item_id in changed.order_by().values_list("item", flat=True).distinct())


def _since(position: LogPosition, viewer: Viewer) -> QuerySet[Change]:
    """The changes after the index, of the kinds that the viewer may read: the gate keeps out the others anyway."""
    changes = Change.objects.filter(sequence__gt=position.sequence)
    return changes if viewer.kinds is None else changes.filter(item__kind__in=sorted(viewer.kinds))


def _visible(viewer: Viewer) -> ContentItemQuerySet:
    return ContentItem.objects.visible_to(viewer, off_site=True).filter(pk=OuterRef("item"))
