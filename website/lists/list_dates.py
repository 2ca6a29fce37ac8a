"""When pages that list others last changed: when anything on them was published or removed."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Coalesce

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS
from publishing.models import ContentItem
from publishing.models.details import read_details, with_details
from publishing.models.items import FALLBACK_LOCALE, ParentPath

RELATIONS = tuple(one.relation for one in KINDS.values() if one.relation)
LISTING_KINDS = (Kind.HOME, Kind.SECTION, *(kind for kind, one in KINDS.items() if one.relation))
PUBLISHED = Max("edition__published_at")
Dates = dict[tuple[object, str], datetime]


def load_list_dates(viewer: Viewer) -> dict[UUID, datetime]:
    """Return when the lists on each visible page last changed: five queries. A list in another language also shows what
    is there in English only."""
    visible = ContentItem.objects.visible_to(viewer).filter(path__isnull=False)
    by_kind = _newest_by_kind(viewer)
    targets = (
        visible.filter(links__relation__in=RELATIONS).values_list("links__target", "locale").annotate(at=PUBLISHED)
    )
    by_target: Dates = {(target, locale): at for target, locale, at in targets}
    parents = visible.annotate(parent=ParentPath("path")).values_list("parent", "locale").annotate(at=PUBLISHED)
    by_parent: Dates = {(parent, locale): at for parent, locale, at in parents}
    dates = {}
    for row in read_details(with_details(visible.of_kind(*LISTING_KINDS).slim(), "lists")):
        listed, locales = vars(row)["details"]["lists"], {row.locale, FALLBACK_LOCALE}
        found = [by_parent.get((row.path, row.locale))]
        found += [by_kind.get((listed, locale)) for locale in locales]
        found += [by_target.get((row.content_id, locale)) for locale in locales]
        if row.kind == Kind.HOME:
            found += [at for (_, locale), at in by_kind.items() if locale in locales]
        if newest := max(filter(None, found), default=None):
            dates[row.pk] = newest
    return dates


def _newest_by_kind(viewer: Viewer) -> Dates:
    """Return when a list of a kind in a language last changed. What was removed is no longer on it."""
    live = ContentItem.objects.visible_to(viewer).values_list("kind", "locale").annotate(at=PUBLISHED)
    gone = ContentItem.objects.tombstones_for(viewer).values_list("kind", "locale")
    found: Dates = {}
    for kind, locale, at in (*live, *gone.annotate(at=Max(Coalesce("gone_at", "expires_at")))):
        found[kind, locale] = max(at, found.get((kind, locale), at))
    return found
