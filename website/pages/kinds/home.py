"""The home page: the threat level, the latest briefings and changes, and the search box."""

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.models import ContentItem
from website.lists.keyset import NEWEST
from website.lists.recent_changes import recent_changes
from website.lists.threat_levels import current_threat_level
from website.locales import Locale
from website.pages.kinds.work_stream import sort_by_code
from website.pages.layout import Context
from website.pages.page_request import PageRequest

BRIEFINGS = 4
CHANGES = 6


def context(requested: PageRequest) -> Context | None:
    """Return what the home page lists."""
    return None if requested.part else home_context(requested.viewer, requested.locale)


def home_context(viewer: Viewer, locale: Locale) -> Context:
    """Return what the home page lists: seven queries."""
    rows = ContentItem.objects.for_reader(viewer, locale.code).filter(path__isnull=False).slim()
    return {
        "has_own_search": True,
        "threat": current_threat_level(viewer, locale),
        "briefings": list(rows.of_kind(Kind.BRIEFING).first_in(NEWEST, BRIEFINGS).slim()[:BRIEFINGS]),
        "changes": recent_changes(viewer, locale, CHANGES),
        "work_streams": sort_by_code(rows.of_kind(Kind.WORK_STREAM)),
    }
