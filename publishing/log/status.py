"""Since when the status that readers see first of an item is the same: of a country, what travel is advised against."""

from datetime import datetime

from django.utils import timezone
from pydantic import ValidationError

from publishing.kinds.declaration import Details
from publishing.log.new_edition import NewEdition
from publishing.models import ContentItem, Edition


def find_status_since(new: NewEdition, at: datetime, previous: Edition | None = None) -> datetime | None:
    """Return since when the status of a new edition, recorded at this time, is the same; None if its kind has none.
    Without a `previous` edition that readers know of, that is since the new one."""
    if new.details.keeps_status(new.details) is None:
        return None
    if previous is None or not _has_status(previous, new.kind, new.details):
        return new.updated_at or at
    return previous.status_since or _find_in_history(new.details, previous, new.kind)


def predict_status_since(draft: NewEdition) -> datetime | None:
    """Return what `find_status_since` would return if a draft were published now."""
    item = ContentItem.objects.select_related("edition").filter(pk=draft.id, gone="").first()
    return find_status_since(draft, timezone.now(), item.edition if item else None)


def read_status_since(item: ContentItem) -> datetime | None:
    """Return since when the status of a live item, whose whole edition is loaded, is the same."""
    edition = item.edition
    assert edition is not None, "a live item has an edition"
    details = edition.content(item.kind).details
    if edition.status_since or details.keeps_status(details) is None:
        return edition.status_since
    return _find_in_history(details, edition, item.kind)


def _find_in_history(details: Details, edition: Edition, kind: str) -> datetime:
    """Return the time of the first of the editions with the same status: these do not record it. Editions for other
    readers are not counted, because their times are not for everyone."""
    since = edition.dated
    earlier = Edition.objects.filter(item=edition.item_id, number__lt=edition.number).order_by("-number")
    for one in earlier.filter(audience=edition.audience, marking=edition.marking).iterator(chunk_size=20):
        if not _has_status(one, kind, details):
            break
        since = one.dated
    return since


def _has_status(edition: Edition, kind: str, details: Details) -> bool:
    """Whether an edition has the same status: not if it cannot be read, so that it can be replaced."""
    try:
        return bool(details.keeps_status(edition.content(kind).details))
    except ValidationError:
        return False
