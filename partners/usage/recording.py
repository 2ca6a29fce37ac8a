"""Calls are counted in memory by day, key, operation and fields, and written as rows of days."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from counting.daily import add_counts
from counting.recording import Recorder
from partners.models import ApiKey, FieldCount, OperationCount
from partners.models.usage import MAX_NAME_LENGTH, WITHOUT_KEY

MAX_NAMES = 500
"""Of operations that a key is counted with on one day: names can be made up without end."""
OTHERS = "(others)"


class Call(NamedTuple):
    """What is counted together. `fields` are one object for all calls of an operation: its hash is known."""

    day: date
    key_prefix: str
    operation: str
    fields: frozenset[str]


@dataclass
class CallCount:
    """How often, and when last."""

    requests: int
    failures: int
    last: datetime

    def include(self, other: "CallCount") -> None:
        """Add another count to this one."""
        self.requests += other.requests
        self.failures += other.failures
        self.last = max(self.last, other.last)


Pending = Mapping[Call, CallCount]


class CallRecorder(Recorder[Call, CallCount]):
    """Calls that wait to be written."""

    def record(
        self, key: ApiKey | None, operation: str | None, fields: frozenset[str], *, failed: bool, times: int = 1
    ) -> None:
        """Count one or more equal calls. Operation names of callers without a key could be anything, so they are not
        stored."""
        if not settings.API_USAGE_DAYS:
            return
        now = self._now()
        prefix, name = (key.prefix, (operation or "")[:MAX_NAME_LENGTH]) if key else (WITHOUT_KEY, "")
        self._add([(Call(timezone.localdate(now), prefix, name, fields), CallCount(times, int(failed) * times, now))])

    def _store(self, pending: Pending) -> None:
        last_uses: dict[str, datetime] = {}
        for call, times in pending.items():
            if call.key_prefix != WITHOUT_KEY:
                last_uses[call.key_prefix] = max(times.last, last_uses.get(call.key_prefix, times.last))
        with transaction.atomic():
            add_counts(_operations(pending))
            add_counts(_fields(pending))
            for prefix, last in last_uses.items():
                ApiKey.objects.filter(prefix=prefix).exclude(last_used_at__gt=last).update(last_used_at=last)


def _operations(pending: Pending) -> Iterator[OperationCount]:
    requests, failures = Counter[tuple[date, str, str]](), Counter[tuple[date, str, str]]()
    full = {
        (day, prefix): OperationCount.objects.filter(day=day, key_prefix=prefix).count() >= MAX_NAMES
        for day, prefix in {(call.day, call.key_prefix) for call in pending}
    }
    for call, times in pending.items():
        name = OTHERS if call.operation and full[call.day, call.key_prefix] else call.operation
        requests[call.day, call.key_prefix, name] += times.requests
        failures[call.day, call.key_prefix, name] += times.failures
    for (day, prefix, name), count in requests.items():
        failed = failures[day, prefix, name]
        yield OperationCount(day=day, key_prefix=prefix, operation=name, requests=count, failures=failed)


def _fields(pending: Pending) -> Iterator[FieldCount]:
    requests = Counter[tuple[date, str, str]]()
    for call, times in pending.items():
        for field in call.fields:
            requests[call.day, call.key_prefix, field] += times.requests
    for (day, prefix, field), count in requests.items():
        yield FieldCount(day=day, key_prefix=prefix, field=field, requests=count)


recorder = CallRecorder()
"""This process's."""
