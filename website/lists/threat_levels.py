"""The threat level as readers see it: now, and through time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.kinds.threat_level import Level, ThreatLevelDetails, ThreatScope
from publishing.models import ContentItem
from publishing.models.editions import load_older
from website.locales import ENGLISH, Locale


@dataclass(frozen=True)
class ThreatLevel:
    """One row of the history."""

    level: str
    scope: str
    effective_at: datetime
    wording: str
    locale: str

    @property
    def number(self) -> int:
        """The step on the bar."""
        return Level(self.level).number


def history(viewer: Viewer, locale: Locale, scope: str | None = None) -> list[ThreatLevel]:
    """Return the levels in force until now, newest first, in `locale` where translated: one query."""
    rows = (
        ContentItem.objects.visible_to(viewer)
        .of_kind(Kind.THREAT_LEVEL)
        .filter(locale__in={locale.code, ENGLISH.code}, effective_at__lte=timezone.now())
        .select_related("edition")
        .defer("edition__stored_body")
        .order_by("-effective_at", "id")
    )
    if scope:
        rows = rows.with_term("scope", scope)
    found = _one_of_each(rows, locale)
    load_older(row.edition for row in found if row.edition)
    return [_level(row) for row in found]


def current(viewer: Viewer, locale: Locale, scope: str = ThreatScope.NATIONAL) -> ThreatLevel | None:
    """Return the level in force."""
    return next(iter(history(viewer, locale, scope)), None)


def in_force(levels: Iterable[ThreatLevel]) -> list[ThreatLevel]:
    """Return the newest level of each scope, the national one first."""
    found: dict[str, ThreatLevel] = {}
    for level in levels:
        found.setdefault(level.scope, level)
    return sorted(found.values(), key=lambda level: level.scope != ThreatScope.NATIONAL)


def _one_of_each(rows: Iterable[ContentItem], locale: Locale) -> list[ContentItem]:
    found: dict[object, ContentItem] = {}
    for row in rows:
        if row.content_id not in found or row.locale == locale.code:
            found[row.content_id] = row
    return list(found.values())


def _level(item: ContentItem) -> ThreatLevel:
    assert item.edition is not None, "a live item has an edition"
    details = item.edition.content(item.kind).details
    assert isinstance(details, ThreatLevelDetails), "threat levels are of that kind"
    return ThreatLevel(details.level, details.scope, details.effective_at, details.wording, item.locale)
