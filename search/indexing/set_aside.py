"""Keeps the list of documents that are set aside: an index does not have them, because they failed."""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from search.engines.interface import LogPosition, RejectedDocument
from search.models import SetAside

logger = logging.getLogger(__name__)

_UPDATED_FIELDS = ("version", "reason", "first_at", "tried_at", "attempts", "next_at")


def record_attempts(
    consumer: str, tried: Collection[UUID], rejected: Sequence[RejectedDocument], now: datetime
) -> None:
    """Record the results of trying some items: rejected documents are listed, the others are removed from the list."""
    rows = {row.item_id: row for row in SetAside.objects.of(consumer).filter(item__in=tried)}
    if indexed := rows.keys() - {document.item_id for document in rejected}:
        SetAside.objects.of(consumer).filter(item__in=indexed).delete()
        logger.warning("%s: %d documents that were set aside are now indexed", consumer, len(indexed))
    _record_rejected(consumer, rows, rejected, now)


def record_rebuild(consumer: str, rejected: Sequence[RejectedDocument], position: LogPosition, now: datetime) -> None:
    """Record the results of a complete rebuild: of the items tried for it, only the rejected stay on the list."""
    listed = SetAside.objects.of(consumer).filter(version__lte=position.sequence)
    rows = {row.item_id: row for row in listed}
    indexed = rows.keys() - {document.item_id for document in rejected}
    SetAside.objects.of(consumer).filter(item__in=indexed).delete()
    _record_rejected(consumer, rows, rejected, now)


def _record_rejected(
    consumer: str, rows: dict[UUID, SetAside], rejected: Iterable[RejectedDocument], now: datetime
) -> None:
    updated = []
    for document in rejected:
        row = rows.get(document.item_id) or SetAside(consumer=consumer, item_id=document.item_id, version=0)
        row.record_failure(document.version, document.reason, now)
        # The reason may quote confidential text: it is shown only on a screen that checks permissions.
        logger.warning("%s: set aside item %s as of change %d", consumer, document.item_id, document.version)
        updated.append(row)
    if updated:
        SetAside.objects.bulk_create(
            updated, update_conflicts=True, unique_fields=["consumer", "item"], update_fields=_UPDATED_FIELDS
        )
