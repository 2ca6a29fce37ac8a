"""The history of an item: what changed, when, by the notes of its editions and of its source before the hub had it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Coalesce

from publishing.access.viewers import Viewer
from publishing.kinds import UpdateType
from publishing.models import ContentItem, Edition


@dataclass(frozen=True)
class NotedChange:
    """A change that readers should know of."""

    changed_at: datetime
    note: str


def noted_changes(item: ContentItem, viewer: Viewer, earlier: Iterable[NotedChange] = ()) -> list[NotedChange]:
    """Return the changes in the editions that the viewer may read, and those before them, newest first: one query."""
    editions = Edition.objects.readable_by(viewer).filter(item=item, update_type=UpdateType.MAJOR)
    rows = editions.exclude(change_note="").values_list(Coalesce("changed_at", "published_at"), "change_note")
    changes = {*earlier, *(NotedChange(*row) for row in rows)}
    return sorted(changes, key=lambda change: change.changed_at, reverse=True)
