"""The results of changes that clients may send again: a repeated request gets the same answer, and changes nothing."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils import timezone

RETENTION = timedelta(hours=24)
"""How long a result is repeated."""
MAX_KEY_LENGTH = 128


class IdempotentResultQuerySet(models.QuerySet["IdempotentResult"]):
    """Queries for results."""

    def outdated(self, at: datetime | None = None) -> Self:
        """Results that are no longer repeated."""
        return self.filter(created_at__lte=(at or timezone.now()) - RETENTION)


class IdempotentResult(models.Model):
    """The result of a mutation under a caller's idempotency key. It contains references to rows and no secrets."""

    account = models.CharField(max_length=40, help_text="The API key or user: another caller's key is another key.")
    key = models.CharField(max_length=MAX_KEY_LENGTH)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the mutation's name and its input.")
    result = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = IdempotentResultQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="idempotency_key_once")]

    def __str__(self) -> str:
        return f"{self.account} {self.key}"
