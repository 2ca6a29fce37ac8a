"""What has passed its expiry gets its tombstone. Readers are refused from the moment itself: this records it."""

from datetime import datetime

from publishing.infrastructure.clock import database_now
from publishing.kinds import RemovalReason
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem


def oldest_expiry(now: datetime) -> datetime | None:
    """Return when the item expired that has been waiting longest for its tombstone, None when none is waiting."""
    due = ContentItem.objects.filter(gone="", expires_at__lte=now)
    return due.order_by("expires_at").values_list("expires_at", flat=True).first()


def record_expiries() -> int:
    """Put tombstones on live items past their expiry; return how many."""
    now = database_now()
    due = ContentItem.objects.filter(gone="", expires_at__lte=now).values_list("content_id", "locale")
    return sum(record_withdrawal(*key, RemovalReason.EXPIRED, at=now) is not None for key in list(due))
