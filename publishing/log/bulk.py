"""Records many first editions at once, for imports and large corpora."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from publishing.kinds import Event
from publishing.log.actors import find_actor
from publishing.log.new_edition import NewEdition
from publishing.log.rows import build_edition_row, build_item_row, build_related_rows, save_related_rows
from publishing.log.status import find_status_since
from publishing.models import Change, ContentItem, Edition, LogHead


def record_first_publications(new_editions: Sequence[NewEdition], at: datetime | None = None) -> None:
    """Publish items that were never published, in order, in one transaction with a few statements.

    Raises IntegrityError, and publishes none of them, if one of them is in the log already or its path is taken.
    """
    at = at or timezone.now()
    with transaction.atomic():
        first = LogHead.next(len(new_editions))
        items = ContentItem.objects.bulk_create(build_item_row(new, at) for new in new_editions)
        for item, new in zip(items, new_editions, strict=True):
            item.edition = build_edition_row(item, new, number=1, at=at)
            item.edition.status_since = find_status_since(new, at)
        editions = Edition.objects.bulk_create(item.edition for item in items if item.edition)
        newest = Edition.objects.filter(item=OuterRef("pk")).values("pk")
        ContentItem.objects.filter(pk__in=[item.pk for item in items]).update(edition=Subquery(newest[:1]))
        save_related_rows([build_related_rows(*pair) for pair in zip(items, new_editions, strict=True)])
        actor = find_actor()
        Change.objects.bulk_create(
            Change.build(edition.item, Event.PUBLISHED, edition, None, at, sequence=number, actor=actor)
            for number, edition in enumerate(editions, start=first)
        )
