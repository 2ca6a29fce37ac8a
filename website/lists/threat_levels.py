"""Threat levels: the current one of each scope, and their history."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.kinds.threat_level import ThreatLevelDetails, ThreatLevelValue, ThreatScope
from publishing.models import ContentItem
from publishing.models.editions import load_stored_parts
from website.locales import Locale


@dataclass(frozen=True)
class ThreatLevel:
    """A threat level, with the scope and the time from which it applied."""

    level: str
    scope: str
    effective_at: datetime
    wording: str
    locale: str

    @property
    def number(self) -> int:
        """Its step on the bar, 1 to 5."""
        return ThreatLevelValue(self.level).number

    @classmethod
    def from_item(cls, item: ContentItem) -> "ThreatLevel":
        """Read the level from an item's edition."""
        assert item.edition is not None, "a live item has an edition"
        details = item.edition.content(item.kind).details
        assert isinstance(details, ThreatLevelDetails), "the item is a threat level"
        return cls(details.level, details.scope, details.effective_at, details.wording, item.locale)


def threat_level_history(viewer: Viewer, locale: Locale, scope: str | None = None) -> list[ThreatLevel]:
    """Return all levels up to now, newest first, translated into `locale` where possible: one query."""
    rows = (
        ContentItem.objects.for_reader(viewer, locale.code)
        .of_kind(Kind.THREAT_LEVEL)
        .filter(effective_at__lte=timezone.now())
        .select_related("edition")
        .defer("edition__stored_body")
        .order_by("-effective_at", "id")
    )
    if scope:
        rows = rows.with_term("scope", scope)
    items = list(rows)
    load_stored_parts(item.edition for item in items if item.edition)
    return [ThreatLevel.from_item(item) for item in items]


def current_threat_level(viewer: Viewer, locale: Locale, scope: str = ThreatScope.NATIONAL) -> ThreatLevel | None:
    """Return the level that applies now."""
    return next(iter(threat_level_history(viewer, locale, scope)), None)


def newest_by_scope(levels: Iterable[ThreatLevel]) -> list[ThreatLevel]:
    """Return the newest level of each scope, the national one first."""
    newest: dict[str, ThreatLevel] = {}
    for level in levels:
        newest.setdefault(level.scope, level)
    return sorted(newest.values(), key=lambda level: level.scope != ThreatScope.NATIONAL)
