"""Records a tombstone for every item past its expiry. Readers cannot see such items from the time of expiry on."""

from datetime import datetime

from publishing.infrastructure.clock import database_now
from publishing.kinds import RemovalReason
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem


def oldest_expiry(now: datetime) -> datetime | None:
    """Return the time of the oldest expiry that is not recorded yet; None if there is none."""
    due = ContentItem.objects.filter(gone="", expires_at__lte=now)
    return due.order_by("expires_at").values_list("expires_at", flat=True).first()


def record_expiries() -> int:
    """Record a tombstone for each live item past its expiry; return how many."""
    now = database_now()
    due = ContentItem.objects.filter(gone="", expires_at__lte=now).values_list("content_id", "locale")
    return sum(record_withdrawal(*key, RemovalReason.EXPIRED, at=now) is not None for key in list(due))
