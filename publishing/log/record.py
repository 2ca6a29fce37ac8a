"""Records publications, relocations and withdrawals in the log.

Each function opens a transaction (or joins the caller's), takes the writers' lock first, and returns the change that it
appended, or None if readers would see no difference.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from publishing.content.fields import clean_redirect_target
from publishing.kinds import Event, RemovalReason
from publishing.log.actors import find_actor
from publishing.log.audience_widening import hide_earlier_history, widens_audience
from publishing.log.comparison import is_unchanged
from publishing.log.new_edition import NewEdition, item_id
from publishing.log.rows import build_edition_row, build_item_row, build_related_rows, save_related_rows
from publishing.log.status import find_status_since
from publishing.models import Change, ContentItem, Edition, LogHead, PreviousPath
from publishing.text.cleaning import clean_line


def record_publication(new: NewEdition, at: datetime | None = None) -> Change | None:
    """Make `new` the item's current edition."""
    at = at or timezone.now()
    with transaction.atomic():
        LogHead.lock()
        item = ContentItem.objects.select_related("edition").filter(pk=new.id).first()
        if item is None or not item.is_live:
            return _publish(item, new, Event.PUBLISHED, at)
        assert item.edition is not None, "a live item has an edition"
        if item.edition.content_hash != new.content_hash() and not is_unchanged(item, new):
            audience_changed = item.audience != new.audience or item.marking != new.marking
            return _publish(item, new, Event.AUDIENCE_CHANGED if audience_changed else Event.UPDATED, at)
        return _relocate(item, new.path, at)


def record_relocation(content_id: UUID, locale: str, path: str | None, at: datetime | None = None) -> Change | None:
    """Record that a live item is now at `path`; its previous path redirects there."""
    with transaction.atomic():
        LogHead.lock()
        item = ContentItem.objects.filter(pk=item_id(content_id, locale), gone="").first()
        return _relocate(item, clean_line(path) if path else path, at or timezone.now()) if item else None


def record_withdrawal(
    content_id: UUID,
    locale: str,
    reason: RemovalReason = RemovalReason.WITHDRAWN,
    *,
    superseded_by: UUID | None = None,
    moved_to: str = "",
    at: datetime | None = None,
) -> Change | None:
    """Replace a live item by a tombstone. Raises ValueError if `moved_to` is not a valid path or URL."""
    at = at or timezone.now()
    moved_to = clean_redirect_target(moved_to)
    with transaction.atomic():
        LogHead.lock()
        item = ContentItem.objects.filter(pk=item_id(content_id, locale), gone="").first()
        if item is None:
            return None
        item.gone, item.gone_at = reason, at
        item.superseded_by, item.moved_to = superseded_by, moved_to
        item.save(update_fields=["gone", "gone_at", "superseded_by", "moved_to"])
        _delete_related_rows(item)
        return _append(item, Event(reason.value), None, item.edition, at)


def _publish(item: ContentItem | None, new: NewEdition, event: Event, at: datetime) -> Change:
    previous = item.edition if item and item.is_live else None
    number = item.edition.number + 1 if item and item.edition else 1
    if item is not None and item.path != new.path:
        PreviousPath.add(item.pk, item.path, at)
    is_widened = item is not None and widens_audience(item, new)
    item = build_item_row(new, at, item)
    if is_widened:
        hide_earlier_history(item, new.updated_at or at)
    item.save()
    item.edition = build_edition_row(item, new, number, at)
    item.edition.status_since = find_status_since(new, at, None if is_widened else previous)
    item.edition.save()
    item.save(update_fields=["edition"])
    _delete_related_rows(item)
    save_related_rows([build_related_rows(item, new)])
    return _append(item, event, item.edition, previous, at)


def _delete_related_rows(item: ContentItem) -> None:
    """Delete the item's links, terms and uses of files: a tombstone has none."""
    item.links.all().delete()
    item.terms.all().delete()
    item.asset_uses.all().delete()


def _relocate(item: ContentItem, path: str | None, at: datetime) -> Change | None:
    if item.path == path:
        return None
    PreviousPath.add(item.pk, item.path, at)
    item.path = path
    item.save(update_fields=["path"])
    return _append(item, Event.RELOCATED, item.edition, item.edition, at)


def _append(item: ContentItem, event: Event, edition: Edition | None, previous: Edition | None, at: datetime) -> Change:
    change = Change.build(item, event, edition, previous, at, sequence=LogHead.next(), actor=find_actor())
    change.save()
    return change
