"""The append-only log. Its sequence has no gaps and its order is the order of commits."""

from django.db import connection, models

from publishing.kinds import Event
from publishing.models.editions import Edition
from publishing.models.immutable import Immutable
from publishing.models.items import ContentItem


class LogHead(models.Model):
    """One row: the last sequence given out. Holding its lock is the right to append."""

    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)

    @classmethod
    def lock(cls) -> None:
        """Take the writers' lock until the transaction ends; take it before other rows, so that writers cannot
        wait for each other in a ring."""
        if not cls.objects.filter(pk=1).update(last=models.F("last")):
            cls.objects.get_or_create(pk=1)

    @classmethod
    def next(cls, count: int = 1) -> int:
        """Return the next sequence number, the first of `count`. The row stays locked until this transaction ends and
        its new value goes with a rollback: no gap, and no number visible before a smaller one."""
        if not connection.in_atomic_block:
            raise RuntimeError("A change is appended in the transaction of its event")
        if not cls.objects.filter(pk=1).update(last=models.F("last") + count):
            cls.objects.create(pk=1, last=count)
        return cls.objects.get(pk=1).last - count + 1


class Change(Immutable):
    """Something happened to an item. `edition` is what readers have after it, `previous` what they had before."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    item = models.ForeignKey(ContentItem, models.PROTECT, related_name="changes")
    event = models.CharField(max_length=16, choices=Event.choices)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    previous = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"{self.sequence} {self.event} {self.item_id}"
