"""Usage of the API by key, operation and field: daily counts without personal data.

A key is identified by its prefix, which is empty for calls without a key. Counts of revoked keys remain.
"""

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Count, Max, Sum
from django.utils import timezone

from counting.daily import DayCount
from partners.tokens import PREFIX_LENGTH

WITHOUT_KEY = ""
MAX_NAME_LENGTH = 100


class UsageQuerySet(models.QuerySet[Any]):
    """Queries for counts."""

    def last_days(self, days: int) -> Self:
        """Counts of the last days, including today."""
        return self.filter(day__gt=timezone.localdate() - timedelta(days=days))

    def summed(self, *by: str) -> "models.QuerySet[Any, dict[str, Any]]":
        """Return the number of requests and the last day for each value of some fields, the most frequent first."""
        sums = {"times": Sum("requests"), "last": Max("day"), "keys": Count("key_prefix", distinct=True)}
        summed: models.QuerySet[Any, dict[str, Any]] = self.order_by().values(*by).annotate(**sums)
        return summed.order_by("-times", *by)


class OperationCount(DayCount):
    """How often a key called an operation, by the name that the client gave it, and how often it failed."""

    KEY = ("day", "key_prefix", "operation")
    COUNTED = ("requests", "failures")

    key_prefix = models.CharField("key", max_length=PREFIX_LENGTH, blank=True)
    operation = models.CharField(max_length=MAX_NAME_LENGTH, blank=True)
    requests = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveBigIntegerField(default=0)

    objects = UsageQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-requests"]
        verbose_name = "count of calls"
        verbose_name_plural = "API usage"
        constraints = [
            models.UniqueConstraint(fields=["day", "key_prefix", "operation"], name="operation_count_once"),
        ]
        indexes = [models.Index(fields=["key_prefix", "day"], name="operation_count_key")]

    def __str__(self) -> str:
        return f"{self.day} {self.key_prefix or 'without a key'} {self.operation or '(unnamed)'}: {self.requests}"


class FieldCount(DayCount):
    """In how many of its calls a key selected a field, for instance `Briefing.reference`."""

    KEY = ("day", "key_prefix", "field")
    COUNTED = ("requests",)

    key_prefix = models.CharField("key", max_length=PREFIX_LENGTH, blank=True)
    field = models.CharField(max_length=2 * MAX_NAME_LENGTH)
    requests = models.PositiveBigIntegerField(default=0)

    objects = UsageQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-requests"]
        constraints = [models.UniqueConstraint(fields=["day", "key_prefix", "field"], name="field_count_once")]
        indexes = [
            models.Index(fields=["key_prefix", "day"], name="field_count_key"),
            models.Index(fields=["field", "day"], name="field_count_field"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.key_prefix or 'without a key'} {self.field}: {self.requests}"
