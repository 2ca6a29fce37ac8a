"""The history of an item: what changed, when, by the notes of its editions and of its source before the hub had it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from publishing.access.viewers import Viewer
from publishing.kinds import Kind, UpdateType
from publishing.models import ContentItem, Edition
from publishing.models.details import read_details, with_details


@dataclass(frozen=True)
class NotedChange:
    """A change that readers should know of."""

    changed_at: datetime
    note: str


def noted_changes(item: ContentItem, viewer: Viewer, earlier: Iterable[NotedChange] = ()) -> list[NotedChange]:
    """Return the changes in the editions that the viewer may read, and those before them, newest first: one query."""
    editions = Edition.objects.readable_by(viewer).filter(item=item).order_by("number")
    slim = editions.only("format", "number", "published_at", "update_type", "change_note")
    changes, source = set(earlier), None
    for edition in read_details(with_details(slim, "provenance"), Kind(item.kind)):
        changed_at = ((vars(edition)["details"] or {}).get("provenance") or {}).get("updated_at")
        # What was imported is dated by its source; what an editor changed here, by its publication.
        is_imported, source = changed_at != source, changed_at
        if edition.update_type == UpdateType.MAJOR and edition.change_note:
            at = datetime.fromisoformat(changed_at) if changed_at and is_imported else edition.published_at
            changes.add(NotedChange(at, edition.change_note))
    return sorted(changes, key=lambda change: change.changed_at, reverse=True)
