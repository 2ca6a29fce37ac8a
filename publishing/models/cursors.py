"""Where each consumer of the log stands, and which worker feeds it."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

LEASE = timedelta(seconds=6)


class Cursor(models.Model):
    """A consumer's place in the log (a duty has one for its lease). Only the worker that holds the lease moves it."""

    consumer = models.CharField(max_length=40, primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    holder = models.CharField(max_length=80, blank=True, default="")
    held_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="", help_text="The last failure, empty once it has gone on.")

    def __str__(self) -> str:
        return f"{self.consumer} at {self.sequence}"

    def acquire(self, worker: str, now: datetime) -> bool:
        """Take the lease, or renew it once half of it is over; False while another worker holds it."""
        if self.holder == worker and self.held_until is not None and self.held_until - now > LEASE / 2:
            return True
        free = Q(holder__in=["", worker]) | Q(held_until__lte=now)
        taken = Cursor.objects.filter(free, pk=self.pk).update(holder=worker, held_until=now + LEASE)
        if not taken:
            self.holder = ""
            return False
        if self.holder != worker:
            self.refresh_from_db()
        self.held_until = now + LEASE
        return True

    def advance(self, worker: str, sequence: int) -> bool:
        """Move to `sequence`; False when the lease was lost meanwhile, and then nothing moved."""
        moved = Cursor.objects.filter(pk=self.pk, holder=worker).update(sequence=sequence, error="")
        if moved:
            self.sequence, self.error = sequence, ""
        return bool(moved)

    def release(self, worker: str) -> None:
        """Let go, so that another worker need not wait for the lease to end."""
        Cursor.objects.filter(pk=self.pk, holder=worker).update(holder="", held_until=None)
