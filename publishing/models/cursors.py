"""Cursors: how far each consumer has read the log, and which worker holds its lease."""

from datetime import timedelta
from time import monotonic

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

LEASE = timedelta(seconds=6)


class Cursor(models.Model):
    """A consumer's position in the log (a periodic task has one for its lease). Only the holder of the lease moves it.

    Leases use the database's clock, because the clocks of workers differ: otherwise a worker whose clock is an hour
    fast would block the work for an hour after it was killed.
    """

    consumer = models.CharField(max_length=40, primary_key=True)
    sequence = models.PositiveBigIntegerField(default=0)
    holder = models.CharField(max_length=80, blank=True, default="")
    held_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="", help_text="The last failure, empty once it has gone on.")

    _renewal_due = 0.0

    def __str__(self) -> str:
        return f"{self.consumer} at {self.sequence}"

    def acquire(self, worker: str) -> bool:
        """Take the lease, or renew it after half its time; False while another worker holds it."""
        if self.holder == worker and monotonic() < self._renewal_due:
            return True
        free = Q(holder__in=["", worker]) | Q(held_until__lte=Now())
        impossible = Q(held_until__gt=Now() + 2 * LEASE)  # the database's clock was set back
        taken = Cursor.objects.filter(free | impossible, pk=self.pk).update(holder=worker, held_until=Now() + LEASE)
        if not taken:
            self.holder = ""
            return False
        if self.holder != worker:
            self.refresh_from_db()
        self._renewal_due = monotonic() + LEASE.total_seconds() / 2
        return True

    @classmethod
    def renew_all(cls, worker: str) -> set[str]:
        """Renew all leases of a worker; return the names of those it holds."""
        leases = cls.objects.filter(holder=worker)
        leases.update(held_until=Now() + LEASE)
        return set(leases.values_list("pk", flat=True))

    @classmethod
    def is_leased(cls, name: str) -> bool:
        """Whether a worker holds the lease of a consumer, a periodic task or a rebuild."""
        return cls.objects.filter(pk=name, held_until__gt=Now()).exists()

    def advance(self, worker: str, sequence: int) -> bool:
        """Move to `sequence`; False, without moving, if the lease was lost in the meantime."""
        moved = Cursor.objects.filter(pk=self.pk, holder=worker).update(sequence=sequence, error="")
        if moved:
            self.sequence, self.error = sequence, ""
        return bool(moved)

    def release(self, worker: str) -> None:
        """Release the lease, so that another worker need not wait until it expires."""
        Cursor.objects.filter(pk=self.pk, holder=worker).update(holder="", held_until=None)
