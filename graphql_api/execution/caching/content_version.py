"""What content an answer tells: the newest change that its viewer may know of, until the clock changes what is shown.

Nothing else makes an answer old, so nothing else has to be collected: what appears, goes or is edited is in the log,
and what begins or ends by the clock is looked up for all that the viewer may see, whether it is in the answer or only
counted there. A change that is hidden from the viewer is none here (docs/decisions/0003).
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
"""Seconds for which a look-up is believed: so late a process may learn of a publication."""
MOST_VIEWERS = 1_000


@dataclass(frozen=True)
class Standing:
    """The content as a viewer may know it. `until` is a moment (seconds since 1970) from which it is otherwise."""

    change: str
    until: float = inf


class Standings:
    """The standings that this process knows, by viewer."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._known: dict[Viewer, tuple[float, Standing]] = {}
        self._lock = Lock()

    def known(self, viewer: Viewer) -> Standing | None:
        """Return the standing if it was looked up just now."""
        at, standing = self._known.get(viewer, (-inf, None))
        is_current = standing is not None and self._clock() - at < INTERVAL and time() < standing.until
        return standing if is_current else None

    def of(self, viewer: Viewer) -> Standing:
        """Return the standing: looked up by one of those who want to know it at the same time."""
        standing = self.known(viewer)
        if standing is None:
            with self._lock:
                standing = self.known(viewer) or self._look_up(viewer)
        return standing

    def now_of(self, viewer: Viewer) -> Standing:
        """Return the standing of this very moment."""
        return self._look_up(viewer)

    def forget(self) -> None:
        """Look all up anew."""
        with self._lock:
            self._known.clear()

    def _look_up(self, viewer: Viewer) -> Standing:
        begun = self._clock()
        standing = Standing(_newest_change(viewer), _next_moment(viewer))
        if len(self._known) >= MOST_VIEWERS:
            self._known.clear()
        if begun >= self._known.get(viewer, (-inf, None))[0]:  # of two at the same time the later one counts
            self._known[viewer] = begun, standing
        return standing


standings = Standings()


def _newest_change(viewer: Viewer) -> str:
    """Return what stands for the newest change that the viewer may know of: also its time, for a restored log has other
    changes with the same numbers."""
    newest = Change.objects.sequences_visible_to(viewer, 1, newest=True)
    for sequence, item_id, at in Change.objects.filter(pk__in=newest).values_list("sequence", "item_id", "at"):
        return f"{sequence} {item_id} {at.timestamp()}"
    return ""


def _next_moment(viewer: Viewer) -> float:
    """Return when something that the viewer sees ends, or a threat level that is announced begins."""
    now = timezone.now()
    seen = ContentItem.objects.visible_to(viewer, now, off_site=True)
    ends = seen.filter(expires_at__gt=now).order_by("expires_at").values_list("expires_at", flat=True)
    begins = seen.of_kind(Kind.THREAT_LEVEL).filter(effective_at__gt=now).order_by("effective_at")
    moments: list[datetime | None] = [ends.first(), begins.values_list("effective_at", flat=True).first()]
    return min((moment.timestamp() for moment in moments if moment), default=inf)
