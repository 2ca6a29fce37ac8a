"""Documents that an index should have and does not: they could not be built, or the engine rejected them."""

from datetime import datetime, timedelta

from django.db import models

from publishing.models import ContentItem
from search.base.analysis import normalise

FIRST_PAUSE = timedelta(minutes=1)
DOUBLINGS = 6
LONGEST_PAUSE = timedelta(hours=1)
REASON = 1000
"""Characters of a reason that are stored."""


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    """Queries for documents that are set aside."""

    def of(self, consumer: str) -> "SetAsideQuerySet":
        """Return those of one index, by the name of its consumer."""
        return self.filter(consumer=consumer)


class SetAside(models.Model):
    """An item that one index cannot accept in its current state. The rest of the log is processed without it."""

    consumer = models.CharField("index", max_length=40)
    item = models.ForeignKey(ContentItem, models.CASCADE, related_name="+")
    version = models.PositiveBigIntegerField(help_text="Sequence number of the item's last change when it was tried.")
    reason = models.TextField()
    first_at = models.DateTimeField("first seen")
    tried_at = models.DateTimeField("last tried")
    attempts = models.PositiveIntegerField(default=1)
    next_at = models.DateTimeField("next try")

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        ordering = ["first_at", "pk"]
        verbose_name = "document set aside"
        verbose_name_plural = "documents set aside"
        constraints = [models.UniqueConstraint(fields=["consumer", "item"], name="set_aside_once")]
        indexes = [models.Index(fields=["consumer", "next_at"], name="set_aside_due")]

    def __str__(self) -> str:
        return f"{self.item_id} at {self.version}, not in {self.consumer}: {self.reason}"

    def record_failure(self, version: int, reason: str, now: datetime) -> None:
        """Record a failed attempt, without saving; for a new version, counting starts again."""
        if self.version != version:
            self.version, self.first_at, self.attempts = version, now, 0
        self.attempts += 1
        self.reason, self.tried_at = normalise(reason)[:REASON], now
        self.next_at = now + min(FIRST_PAUSE * 2 ** min(self.attempts - 1, DOUBLINGS), LONGEST_PAUSE)
