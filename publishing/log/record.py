"""Writing to the log: an event of a document's life, recorded in the transaction that makes it so.

Each function opens a transaction (or joins the caller's), takes the writers' lock first, and returns the change it
appended, or None where readers would see no difference.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from publishing.content.fields import clean_redirect_target
from publishing.kinds import Event, RemovalReason
from publishing.log.comparison import is_unchanged
from publishing.log.new_edition import NewEdition, item_id
from publishing.log.rows import build_edition_row, build_item_row, build_related_rows, save_related_rows
from publishing.log.widening import hide_earlier_history, widens_audience
from publishing.models import Change, ContentItem, Edition, LogHead, PreviousPath
from publishing.text.cleaning import clean_line


def record_publication(document: NewEdition, at: datetime | None = None) -> Change | None:
    """Make `document` the item's current edition."""
    at = at or timezone.now()
    with transaction.atomic():
        LogHead.lock()
        item = ContentItem.objects.select_related("edition").filter(pk=document.id).first()
        if item is None or not item.is_live:
            return _publish(item, document, Event.PUBLISHED, at)
        assert item.edition is not None, "a live item has an edition"
        if item.edition.content_hash != document.content_hash() and not is_unchanged(item, document):
            readdressed = item.audience != document.audience or item.marking != document.marking
            return _publish(item, document, Event.AUDIENCE_CHANGED if readdressed else Event.UPDATED, at)
        return _relocate(item, document.path, at)


def record_relocation(content_id: UUID, locale: str, path: str | None, at: datetime | None = None) -> Change | None:
    """Note that a live item now stands at `path`; readers of the old one are sent on."""
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
    """Put a tombstone in place of a live item. Raises ValueError where `moved_to` is no address."""
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
        _forget_references(item)
        return _append(item, Event(reason.value), None, item.edition, at)


def _publish(item: ContentItem | None, document: NewEdition, event: Event, at: datetime) -> Change:
    previous = item.edition if item and item.is_live else None
    number = item.edition.number + 1 if item and item.edition else 1
    if item is not None and item.path != document.path:
        PreviousPath.add(item.pk, item.path, at)
    opened = item is not None and widens_audience(item, document)
    item = build_item_row(document, at, item)
    if opened:
        hide_earlier_history(item, document.updated_at or at)
    item.save()
    item.edition = build_edition_row(item, document, number, at)
    item.edition.save()
    item.save(update_fields=["edition"])
    _forget_references(item)
    save_related_rows([build_related_rows(item, document)])
    return _append(item, event, item.edition, previous, at)


def _forget_references(item: ContentItem) -> None:
    """A tombstone refers to nothing, is in no list, and frees its files."""
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
    change = Change.build(item, event, edition, previous, at, sequence=LogHead.next())
    change.save()
    return change
