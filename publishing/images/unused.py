"""Deletes renditions whose image no current edition shows any more.

Readers cannot open them from the moment of the withdrawal. They stay for a day: the purge of downstream caches needs
their URLs (cms/downstream_caches/), and a page may return.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from publishing.infrastructure.clock import database_now
from publishing.models import AssetUse, EncodedImage

GRACE = timedelta(days=1)
PAUSE = timedelta(hours=1)


class UnusedRenditions:
    """A periodic task that the worker calls in every round: it runs once an hour."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def __call__(self) -> None:
        """Delete unused renditions if that was not done within the last hour."""
        now = database_now()
        if self._next is None or now >= self._next:
            delete_unused(now)
            self._next = now + PAUSE


def delete_unused(now: datetime) -> None:
    """Mark renditions that are not used, and delete those that were marked a day ago."""
    is_used = Exists(AssetUse.objects.filter(asset=OuterRef("source")))
    renditions = EncodedImage.objects.exclude(file="")
    renditions.filter(is_used, unused_at__isnull=False).update(unused_at=None)
    renditions.filter(~is_used, unused_at__isnull=True).update(unused_at=now)
    for rendition in renditions.filter(unused_at__lte=now - GRACE):
        rendition.file.delete(save=False)
        rendition.delete()
