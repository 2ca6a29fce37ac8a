"""Writing to the log: an event of a document's life, recorded in the transaction that makes it so.

Each function opens a transaction (or joins the caller's), takes the writers' lock first, and returns the change it
appended, or None where readers would see no difference.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from publishing.documents import Document, item_id
from publishing.kinds import Event, Gone, UpdateType
from publishing.models import (
    AssetUse,
    Change,
    ContentItem,
    Edition,
    ItemTerm,
    Link,
    LogHead,
    NamedProject,
    PreviousPath,
)


def record_publication(document: Document, at: datetime | None = None) -> Change | None:
    """Make `document` the item's current edition."""
    at = at or timezone.now()
    with transaction.atomic():
        LogHead.lock()
        item = ContentItem.objects.select_related("edition").filter(pk=document.id).first()
        if item is None:
            return _publish(_new_item(document, at), document, Event.PUBLISHED, at)
        if not item.is_live:
            return _publish(item, document, Event.PUBLISHED, at)
        assert item.edition is not None, "a live item has an edition"
        if item.edition.content_hash != document.content_hash():
            narrowed = item.audience != document.audience or item.marking != document.marking
            return _publish(item, document, Event.AUDIENCE_CHANGED if narrowed else Event.UPDATED, at)
        return _relocate(item, document.path, at)


def record_relocation(content_id: UUID, locale: str, path: str | None, at: datetime | None = None) -> Change | None:
    """Note that a live item now stands at `path`; readers of the old one are sent on."""
    with transaction.atomic():
        LogHead.lock()
        item = ContentItem.objects.filter(pk=item_id(content_id, locale), gone="").first()
        return _relocate(item, path, at or timezone.now()) if item else None


def record_withdrawal(
    content_id: UUID,
    locale: str,
    reason: Gone = Gone.WITHDRAWN,
    *,
    superseded_by: UUID | None = None,
    moved_to: str = "",
    at: datetime | None = None,
) -> Change | None:
    """Put a tombstone in place of a live item."""
    at = at or timezone.now()
    with transaction.atomic():
        LogHead.lock()
        item = ContentItem.objects.filter(pk=item_id(content_id, locale), gone="").first()
        if item is None:
            return None
        item.gone, item.gone_at = reason, at
        item.superseded_by, item.moved_to = superseded_by, moved_to
        item.save(update_fields=["gone", "gone_at", "superseded_by", "moved_to"])
        _forget_rows(item)
        return _append(item, Event(reason.value), None, item.edition, at)


def _new_item(document: Document, at: datetime) -> ContentItem:
    return ContentItem(
        id=document.id,
        content_id=document.content_id,
        locale=document.locale,
        kind=document.kind,
        path=document.path,
        first_published_at=document.updated_at or at,
        updated_at=document.updated_at or at,
    )


def _publish(item: ContentItem, document: Document, event: Event, at: datetime) -> Change:
    previous = item.edition if item.is_live else None
    if item.path != document.path:
        PreviousPath.leave(item.pk, item.path, at)
    if document.update_type == UpdateType.MAJOR or document.updated_at:
        item.updated_at = document.updated_at or at
    for field in ("kind", "path", "code", "audience", "marking", "effective_at", "expires_at"):
        setattr(item, field, getattr(document, field))
    item.gone, item.gone_at, item.superseded_by, item.moved_to = "", None, None, ""
    item.save()
    item.edition = _write_edition(item, document, at)
    item.save(update_fields=["edition"])
    _forget_rows(item)
    _write_rows(item, document)
    return _append(item, event, item.edition, previous, at)


def _write_edition(item: ContentItem, document: Document, at: datetime) -> Edition:
    content = document.model_dump(mode="json", include={"image", "body", "details"})
    edition = Edition.objects.create(
        item=item,
        number=(item.edition.number if item.edition else 0) + 1,
        content_hash=document.content_hash(),
        published_at=at,
        **content,
        **{
            field: getattr(document, field)
            for field in (
                "title",
                "summary",
                "audience",
                "marking",
                "owner",
                "review_date",
                "update_type",
                "change_note",
            )
        },
    )
    NamedProject.objects.bulk_create(
        NamedProject(edition=edition, project=project) for project in dict.fromkeys(document.projects)
    )
    return edition


def _forget_rows(item: ContentItem) -> None:
    """A tombstone refers to nothing, is in no list, and frees its files."""
    item.links.all().delete()
    item.terms.all().delete()
    item.asset_uses.all().delete()


def _write_rows(item: ContentItem, document: Document) -> None:
    positions: dict[str, int] = {}
    links = []
    for reference in dict.fromkeys(document.references):
        position = positions.get(reference.relation, 0)
        positions[reference.relation] = position + 1
        links.append(
            Link(
                source=item,
                relation=reference.relation,
                target=reference.target,
                position=position,
                updated_at=item.updated_at,
            )
        )
    Link.objects.bulk_create(links)
    ItemTerm.objects.bulk_create(
        ItemTerm(item=item, name=term.name, value=term.value, updated_at=item.updated_at)
        for term in dict.fromkeys(document.terms)
    )
    AssetUse.objects.bulk_create(AssetUse(item=item, asset_id=asset) for asset in dict.fromkeys(document.assets))


def _relocate(item: ContentItem, path: str | None, at: datetime) -> Change | None:
    if item.path == path:
        return None
    PreviousPath.leave(item.pk, item.path, at)
    item.path = path
    item.save(update_fields=["path"])
    return _append(item, Event.RELOCATED, item.edition, item.edition, at)


def _append(item: ContentItem, event: Event, edition: Edition | None, previous: Edition | None, at: datetime) -> Change:
    return Change.objects.create(
        sequence=LogHead.next(), item=item, event=event, edition=edition, previous=previous, at=at
    )


def changed_items(changes: Iterable[Change]) -> dict[UUID, ContentItem]:
    """Return the items of some changes as they are now, with slim editions: consumers need no older state."""
    ids = {change.item_id for change in changes}
    return {item.pk: item for item in ContentItem.objects.select_related("edition").filter(pk__in=ids)}
