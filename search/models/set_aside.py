"""Documents that an index does not have, though it should: they could not be made, or the engine refused them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models

from publishing.models import ContentItem
from search.base.analysis import normalise

FIRST_PAUSE = timedelta(minutes=1)
DOUBLINGS = 6
LONGEST_PAUSE = timedelta(hours=1)
REASON = 1000
"""Characters of a reason that are kept."""


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    """Rules of many."""

    def of(self, consumer: str) -> "SetAsideQuerySet":
        """Those of one index, by the name of its consumer."""
        return self.filter(consumer=consumer)

    def due(self, now: datetime) -> "SetAsideQuerySet":
        """Those to be tried again, the longest due first."""
        return self.filter(next_at__lte=now).order_by("next_at")

    def try_now(self, now: datetime) -> int:
        """Have these tried in the worker's next round; return how many they are."""
        return self.update(next_at=now)

    def items(self, among: Collection[UUID]) -> set[UUID]:
        """Return which of some items are among these."""
        return set(self.filter(item__in=among).values_list("item", flat=True))


class SetAside(models.Model):
    """One item that one index cannot take in as it is. The rest of the log goes on without it."""

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

    def note(self, version: int, reason: str, now: datetime) -> None:
        """Note a failed attempt; a new version starts anew. Unsaved."""
        if self.version != version:
            self.version, self.first_at, self.attempts = version, now, 0
        self.attempts += 1
        self.reason, self.tried_at = normalise(reason[:REASON]).replace("\x00", "\ufffd"), now
        self.next_at = now + min(FIRST_PAUSE * 2 ** min(self.attempts - 1, DOUBLINGS), LONGEST_PAUSE)
