"""Usage reports by partner and by field."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum
from django.utils import timezone

from partners.models import ApiKey, FieldCount, OperationCount, Partner
from partners.models.usage import WITHOUT_KEY
from partners.usage.deprecations import deprecated_fields

CALLERS_WITHOUT_KEY = "Callers without a key"


@dataclass(frozen=True)
class CallsPerDay:
    """The calls of one day."""

    day: date
    answered: int
    failed: int


@dataclass(frozen=True)
class FieldUse:
    """A field and how often it is selected; `deprecated` is the reason for its deprecation, if any."""

    field: str
    times: int
    last: date
    callers: int
    deprecated: str | None


def count_calls_per_day(prefixes: Collection[str], days: int) -> list[CallsPerDay]:
    """Return the calls of each of the last days, those without any included."""
    rows = OperationCount.objects.filter(key_prefix__in=prefixes).last_days(days).order_by().values("day")
    found = {row["day"]: row for row in rows.annotate(calls=Sum("requests"), failed=Sum("failures"))}
    first = timezone.localdate() - timedelta(days=days - 1)
    every = (first + timedelta(days=number) for number in range(days))
    counts = ((day, found.get(day, {"calls": 0, "failed": 0})) for day in every)
    return [CallsPerDay(day, row["calls"] - row["failed"], row["failed"]) for day, row in counts]


def fields_in_use(days: int, prefixes: Collection[str] | None = None) -> list[FieldUse]:
    """Return the fields that any, or these, keys selected: deprecated ones first, then the most frequent."""
    reasons = deprecated_fields()
    counts = FieldCount.objects.all() if prefixes is None else FieldCount.objects.filter(key_prefix__in=prefixes)
    used = [
        FieldUse(row["field"], row["times"], row["last"], row["keys"], reasons.get(row["field"]))
        for row in counts.last_days(days).summed("field")
    ]
    return sorted(used, key=lambda use: use.deprecated is None)


@dataclass(frozen=True)
class FieldUser:
    """A key that selects a field. `partner` is None for callers without a key."""

    partner: Partner | None
    key: ApiKey | None
    times: int
    last: date


def find_field_users(field: str, days: int) -> list[FieldUser]:
    """Return the keys that selected a field in the last days. Two queries."""
    rows = list(FieldCount.objects.filter(field=field).last_days(days).summed("key_prefix"))
    keys = ApiKey.objects.select_related("partner").in_bulk([row["key_prefix"] for row in rows], field_name="prefix")
    users = []
    for row in rows:
        key = keys.get(row["key_prefix"])
        if key or row["key_prefix"] == WITHOUT_KEY:
            users.append(FieldUser(key.partner if key else None, key, row["times"], row["last"]))
    return users
