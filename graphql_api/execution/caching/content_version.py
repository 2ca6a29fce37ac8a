"""The version of the content that a viewer may see: its newest visible change, valid until the clock changes what is
shown.

Nothing else makes a result stale, so nothing else has to be tracked: whatever is published, withdrawn or edited is in
the log, and whatever starts or expires by the clock is looked up for all content that the viewer may see, whether the
result shows it or only counts it. A change that is hidden from the viewer does not change the version
(docs/decisions/0003).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import inf
from threading import Lock
from time import monotonic, time

from django.utils import timezone

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.models import Change, ContentItem

INTERVAL = 0.25
"""Seconds for which a version is reused: the delay after which a process notices a publication."""
MAX_VIEWERS = 1_000


@dataclass(frozen=True)
class ContentVersion:
    """The version of a viewer's content. `valid_until` (seconds since 1970) is when the clock changes it."""

    change: str
    valid_until: float = inf


class ContentVersions:
    """The versions that this process has looked up, by viewer."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._versions: dict[Viewer, tuple[float, ContentVersion]] = {}
        self._lock = Lock()

    def get_cached(self, viewer: Viewer) -> ContentVersion | None:
        """Return the version if it was looked up recently."""
        at, version = self._versions.get(viewer, (-inf, None))
        is_current = version is not None and self._clock() - at < INTERVAL and time() < version.valid_until
        return version if is_current else None

    def get(self, viewer: Viewer) -> ContentVersion:
        """Return the version; of concurrent callers only one looks it up."""
        version = self.get_cached(viewer)
        if version is None:
            with self._lock:
                version = self.get_cached(viewer) or self.fetch(viewer)
        return version

    def fetch(self, viewer: Viewer) -> ContentVersion:
        """Look the version up now."""
        started_at = self._clock()
        version = ContentVersion(_newest_change(viewer), _next_transition(viewer))
        if len(self._versions) >= MAX_VIEWERS:
            self._versions.clear()
        if started_at >= self._versions.get(viewer, (-inf, None))[0]:  # the later of two concurrent look-ups wins
            self._versions[viewer] = started_at, version
        return version

    def clear(self) -> None:
        """Forget all versions."""
        with self._lock:
            self._versions.clear()


content_versions = ContentVersions()


def _newest_change(viewer: Viewer) -> str:
    """Return an identifier of the newest change that the viewer may see. It includes the item and the time, because a
    restored log has other changes with the same numbers."""
    newest = Change.objects.sequences_visible_to(viewer, 1, newest=True)
    for sequence, item_id, at in Change.objects.filter(pk__in=newest).values_list("sequence", "item_id", "at"):
        return f"{sequence} {item_id} {at.timestamp()}"
    return ""


def _next_transition(viewer: Viewer) -> float:
    """Return when the next visible item expires or the next announced threat level takes effect."""
    now = timezone.now()
    visible = ContentItem.objects.visible_to(viewer, now, off_site=True)
    expiring = visible.filter(expires_at__gt=now).order_by("expires_at").values_list("expires_at", flat=True)
    starting = visible.of_kind(Kind.THREAT_LEVEL).filter(effective_at__gt=now).order_by("effective_at")
    times: list[datetime | None] = [expiring.first(), starting.values_list("effective_at", flat=True).first()]
    return min((time.timestamp() for time in times if time), default=inf)
