"""Keeping the list of what an index could not take in."""

import logging
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from search.engines.interface import LogPosition, RejectedDocument
from search.models import SetAside

logger = logging.getLogger(__name__)

_NOTED = ("version", "reason", "first_at", "tried_at", "attempts", "next_at")


def record_attempts(
    consumer: str, tried: Collection[UUID], refusals: Sequence[RejectedDocument], now: datetime
) -> None:
    """After some items were tried: those that were refused are on the list, the others are not."""
    rows = {row.item_id: row for row in SetAside.objects.of(consumer).filter(item__in=tried)}
    refused = {refusal.item_id for refusal in refusals}
    if taken := rows.keys() - refused:
        SetAside.objects.of(consumer).filter(item__in=taken).delete()
        logger.warning("%s: %d documents that were set aside are taken in", consumer, len(taken))
    _note(consumer, rows, refusals, now)


def record_rebuild(consumer: str, refusals: Sequence[RejectedDocument], position: LogPosition, now: datetime) -> None:
    """After an index was filled from the start: of what was tried for it, the list has nothing but the refused."""
    listed = SetAside.objects.of(consumer).filter(version__lte=position.sequence)
    rows = {row.item_id: row for row in listed}
    taken = rows.keys() - {refusal.item_id for refusal in refusals}
    SetAside.objects.of(consumer).filter(item__in=taken).delete()
    _note(consumer, rows, refusals, now)


def _note(consumer: str, rows: dict[UUID, SetAside], refusals: Iterable[RejectedDocument], now: datetime) -> None:
    noted = []
    for refusal in refusals:
        row = rows.get(refusal.item_id) or SetAside(consumer=consumer, item_id=refusal.item_id, version=0)
        row.note(refusal.version, refusal.reason, now)
        # The reason may quote a text that is not for everybody: it is told only where permissions are asked.
        logger.warning("%s: set aside item %s as of change %d", consumer, refusal.item_id, refusal.version)
        noted.append(row)
    if noted:
        SetAside.objects.bulk_create(
            noted, update_conflicts=True, unique_fields=["consumer", "item"], update_fields=_NOTED
        )
