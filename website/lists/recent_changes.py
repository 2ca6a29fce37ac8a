"""What has changed of late: what is new, what changed with its note, and what is no longer there, newest first."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from publishing.access.viewers import Viewer
from publishing.kinds import Kind, RemovalReason, UpdateType
from publishing.kinds.registry import READ_KINDS
from publishing.models import ContentItem, Edition
from publishing.models.items import ContentItemQuerySet
from website.lists.keyset import NEWEST
from website.locales import Locale

CHANGED_KINDS = (Kind.THREAT_LEVEL, *(kind for kind in READ_KINDS if kind is not Kind.BRIEFING))
"""Of these, what is new and what changed is listed. New briefings have a list of their own."""
GONE: dict[str, str | Promise] = {
    RemovalReason.WITHDRAWN: _("Withdrawn"),
    RemovalReason.EXPIRED: _("Expired"),
    RemovalReason.SUPERSEDED: _("Replaced"),
    RemovalReason.RETRACTED: _("Withdrawn because it was wrong"),
}
"""What is said of an item that is no longer there. One that moved is still there."""


@dataclass(frozen=True)
class RecentChange:
    """A change of an item: when it was, and what it was."""

    item: ContentItem
    changed_at: datetime
    what: str | Promise

    @property
    def written_in(self) -> str:
        """The language of what it was, if an editor wrote that; otherwise an empty string."""
        return "" if isinstance(self.what, Promise) else self.item.locale


def recent_changes(viewer: Viewer, locale: Locale, number: int) -> list[RecentChange]:
    """Return the newest changes that the viewer may know of: two queries."""
    live = _published(viewer, locale, number)[:number]
    gone = _removed(viewer, locale)[:number]
    changes = chain(
        (RecentChange(item, item.updated_at, _describe(item)) for item in live),
        (RecentChange(item, vars(item)["removed_at"], GONE[item.gone or RemovalReason.EXPIRED]) for item in gone),
    )
    return sorted(changes, key=lambda change: change.changed_at, reverse=True)[:number]


def _published(viewer: Viewer, locale: Locale, number: int) -> ContentItemQuerySet:
    """The items with the note of the edition that changed them last: the current one may be a minor correction."""
    rows = ContentItem.objects.for_reader(viewer, locale.code)
    editions = Edition.objects.readable_by(viewer).annotate(at=Coalesce("changed_at", "published_at"))
    noted = editions.filter(item=OuterRef("pk"), at=OuterRef("updated_at"), update_type=UpdateType.MAJOR)
    in_force = Q(effective_at__isnull=True) | Q(effective_at__lte=timezone.now()) | ~Q(kind=Kind.THREAT_LEVEL)
    note = Subquery(noted.order_by("-number").values("change_note")[:1])
    return rows.filter(in_force).first_in(NEWEST, number, *CHANGED_KINDS).slim().annotate(note=note)


def _removed(viewer: Viewer, locale: Locale) -> ContentItemQuerySet:
    """What is not there in any language: a translation that was withdrawn alone is there in another."""
    gone = ContentItem.objects.tombstones_for(viewer)
    still_there = ContentItem.objects.visible_to(viewer).filter(content_id=OuterRef("content_id"))
    rows = gone.in_best_language(locale.code, gone).filter(~Exists(still_there)).of_kind(*READ_KINDS).slim()
    listed = rows.filter(path__isnull=False, edition__isnull=False).exclude(gone=RemovalReason.MOVED)
    return listed.annotate(removed_at=Coalesce("gone_at", "expires_at")).order_by("-removed_at", "-id")


def _describe(item: ContentItem) -> str | Promise:
    assert item.edition is not None, "a live item has an edition"
    if item.kind == Kind.THREAT_LEVEL:
        return item.edition.summary or _("Changed")
    return _("New") if item.updated_at == item.first_published_at else vars(item)["note"] or _("Changed")
