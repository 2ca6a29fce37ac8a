"""The page of the threat level. A level has no page of its own: its preview is this page, as it would be with it."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.kinds.briefing import BriefingKind, is_past
from publishing.kinds.threat_level import ThreatLevelDetails, ThreatLevelValue
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from website.lists.threat_levels import ThreatLevel, newest_by_scope, threat_level_history
from website.locales import Locale
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def context(requested: PageRequest) -> Context | None:
    """Return the level of each scope and their history, with the previewed level."""
    details = requested.page.details
    assert isinstance(details, ThreatLevelDetails), "the page is a threat level's"
    if requested.part:
        return None
    shown = ThreatLevel(details.level, details.scope, details.effective_at, details.wording, requested.page.locale.code)
    key = (shown.scope, shown.effective_at)
    others = threat_level_history(requested.viewer, requested.locale)
    levels = [shown, *(level for level in others if (level.scope, level.effective_at) != key)]
    history = sorted(levels, key=lambda level: level.effective_at, reverse=True)
    return {"title": requested.page.title, **page_context(requested.viewer, requested.locale, history)}


def page_context(viewer: Viewer, locale: Locale, levels: Sequence[ThreatLevel]) -> Context:
    """Return what the page shows of these levels, newest first, with what to do at the current one."""
    current = newest_by_scope(levels)
    return {
        "levels": levels,
        "current": current,
        "meanings": [(level.value, level.label, level.number) for level in ThreatLevelValue],
        "briefing": _find_briefing(viewer, locale, current[0]) if current else None,
    }


def _find_briefing(viewer: Viewer, locale: Locale, current: ThreatLevel) -> ContentItem | None:
    """Return the newest briefing on the change to the current level, if it has actions and is not past: at most one
    query. It may have come out a little before the level changed."""
    rows = ContentItem.objects.for_reader(viewer, locale.code).of_kind(Kind.BRIEFING).slim()
    rows = rows.with_term("briefing_kind", BriefingKind.THREAT_LEVEL_CHANGE).with_term("threat_level", current.level)
    period = (current.effective_at - timedelta(days=1), timezone.now())
    newest = rows.filter(takes_effect_at__range=period).order_by("-takes_effect_at", "-id")
    for found in read_details(with_details(newest, "actions", "applies_until")[:1]):
        details = vars(found)["details"]
        last_day = details["applies_until"] and date.fromisoformat(details["applies_until"])
        return found if details["actions"] and not is_past(last_day) else None
    return None
