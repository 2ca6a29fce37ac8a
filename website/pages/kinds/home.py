"""Home: what is the threat level, what changed, where do I search."""

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.kinds.registry import READ_KINDS
from publishing.models import ContentItem
from publishing.models.items import ContentItemQuerySet
from website.lists import threat_levels
from website.locales import Locale
from website.pages.kinds.work_stream import in_order
from website.pages.layout import Context
from website.pages.page_request import View

BRIEFINGS = 4
CHANGES = 6
CHANGED_KINDS = tuple(kind for kind in READ_KINDS if kind is not Kind.BRIEFING)
"""Briefings have a list of their own."""


def context(view: View) -> Context | None:
    """Return what the home page lists."""
    return None if view.part else home_context(view.viewer, view.locale)


def home_context(viewer: Viewer, locale: Locale) -> Context:
    """Return what the home page lists: four queries."""
    rows = _rows(viewer, locale)
    return {
        "has_own_search": True,
        "threat": threat_levels.current(viewer, locale),
        "briefings": _latest(rows.of_kind(Kind.BRIEFING), BRIEFINGS),
        "changes": _latest(rows.of_kind(*CHANGED_KINDS), CHANGES),
        "work_streams": in_order(rows.of_kind(Kind.WORK_STREAM)),
    }


def _rows(viewer: Viewer, locale: Locale) -> ContentItemQuerySet:
    return ContentItem.objects.visible_to(viewer).in_locale(locale.code).filter(path__isnull=False).slim()


def _latest(rows: ContentItemQuerySet, count: int) -> list[ContentItem]:
    return list(rows.order_by("-updated_at", "-id")[:count])
