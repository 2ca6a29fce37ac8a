"""What is used of the API, by key, operation and field: counts of days, without anything of who stood behind a call.

A key is named by its prefix, empty for calls without one; it stays counted when it has been revoked.
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
    """Rules of many counts."""

    def last_days(self, days: int) -> Self:
        """The counts of the last days, today included."""
        return self.filter(day__gt=timezone.localdate() - timedelta(days=days))

    def summed(self, *by: str) -> "models.QuerySet[Any, dict[str, Any]]":
        """Return how often each value of some fields was asked for, the most first, and the last day that it was."""
        sums = {"times": Sum("requests"), "last": Max("day"), "keys": Count("key_prefix", distinct=True)}
        summed: models.QuerySet[Any, dict[str, Any]] = self.order_by().values(*by).annotate(**sums)
        return summed.order_by("-times", *by)


class OperationCount(DayCount):
    """How often a key asked for an operation, by the name that the client gave it, and how often that failed."""

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
    """In how many of its calls a key asked for a field: `Briefing.reference`."""

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
