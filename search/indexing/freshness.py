"""Compares an index with the log: withdrawn items, and items for fewer readers, are hidden before the worker gets to
them."""

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
"""An index that lacks a change this old is stale: an engine whose index is more recent answers instead.

It is as long as a write to a cluster may take (WRITE_SECONDS in search/engines/elasticsearch/transport.py), so that one
slow write does not make an index stale: beyond it, the index accepts no writes or the worker is not running. A healthy
index has a change after 1.2 s (p95 under load).
"""


@dataclass(frozen=True)
class Freshness:
    """How up to date an index is with the log."""

    of_this_log: bool
    complete: bool = False
    """Whether the index has every change."""


def change_fingerprint(item_id: UUID, at: datetime) -> str:
    """Return a string that distinguishes a change from another log's (a restored database's) with the same number."""
    return f"{item_id} {at.timestamp():.6f}"


def is_of_this_log(position: LogPosition) -> bool:
    """Whether the last change in the index is from this log."""
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
    """Return the age in seconds of the oldest visible change that the index lacks; None if there is none.

    Other changes do not count, so that no one learns when confidential content changes (docs/decisions/0003)."""
    may_know = Exists(_visible(viewer)) | readable_on("previous", viewer)
    changes = _changes_after(position, viewer).filter(may_know).order_by("sequence")
    return _seconds_since_first(changes)


def seconds_behind(position: LogPosition) -> float:
    """Return the age in seconds of the oldest change that an index lacks, visible or not; 0 if it lacks none.
    For operators: readers get `visible_age`."""
    return _seconds_since_first(Change.objects.filter(sequence__gt=position.sequence).order_by("sequence")) or 0.0


def _seconds_since_first(changes: QuerySet[Change]) -> float | None:
    """Uses the database's clock, in the same query: a process whose clock is fast must not find every index stale."""
    times = changes.annotate(clock=Now()).values_list("at", "clock").first()
    return None if times is None else max(0.0, (times[1] - times[0]).total_seconds())


def hidden_items(position: LogPosition, viewer: Viewer) -> frozenset[str]:
    """Return items that the index still holds in an earlier state and that the viewer must no longer find.

    Only changes to items that were published before matter: a large import hides nothing.
    """
    changed = _changes_after(position, viewer).filter(
        ~Exists(_visible(viewer)) | ~Q(previous__audience=F("item__audience")), previous__isnull=False
    )
    return frozenset(str(item_id) for item_id in changed.order_by().values_list("item", flat=True).distinct())


def _changes_after(position: LogPosition, viewer: Viewer) -> QuerySet[Change]:
    """Return the changes that the index lacks, of the kinds that the viewer may read: the visibility filter would
    exclude the others anyway."""
    changes = Change.objects.filter(sequence__gt=position.sequence)
    return changes if viewer.kinds is None else changes.filter(item__kind__in=sorted(viewer.kinds))


def _visible(viewer: Viewer) -> ContentItemQuerySet:
    return ContentItem.objects.visible_to(viewer, off_site=True).filter(pk=OuterRef("item"))
