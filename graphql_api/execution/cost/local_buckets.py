"""Buckets in the memory of this process."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from graphql_api.execution.cost.budgets import Balance, Budget, Refusal

MAX_BUCKETS = 100_000
"""How many buckets a process holds; the least recently used one is dropped, which makes it full again."""
ROUNDING = 0.001
"""A caller that has waited for `Retry-After` is not refused because of a rounding error."""


@dataclass
class _Bucket:
    tokens: float
    at: float
    leases: dict[str, tuple[float, int]] = field(default_factory=dict)
    """When the lease of each operation in progress expires, and the cost that it reserves."""

    def update(self, budget: Budget, now: float) -> None:
        """Refill the bucket, and drop the leases that have expired."""
        self.tokens = min(budget.quota, self.tokens + (now - self.at) * budget.per_minute / 60)
        self.at = now
        self.leases = {name: lease for name, lease in self.leases.items() if lease[0] > now + ROUNDING}

    def seconds_until_one(self, budget: Budget) -> float:
        """Return the seconds until the bucket holds a cost of 1."""
        return (1 - self.tokens) * 60 / budget.per_minute if self.tokens < 1 - ROUNDING else 0

    def seconds_until_room(self, room: float, now: float) -> float:
        """Return the seconds until the leases that have not expired reserve no more than `room`."""
        reserved, wait = sum(cost for _, cost in self.leases.values()), 0.0
        for expires_at, cost in sorted(self.leases.values()):
            if reserved <= room:
                break
            reserved, wait = reserved - cost, expires_at - now
        return wait


class LocalBuckets:
    """Buckets in this process's memory."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def reserve(self, budget: Budget, operation: str, cost: int, seconds: float) -> Balance:
        """See Buckets."""
        with self._lock:
            bucket, now = self._find(budget)
            known = bucket.leases.pop(operation, None)
            in_debt = 0 if known else bucket.seconds_until_one(budget)
            crowded = bucket.seconds_until_room(budget.max_in_progress - cost, now)
            if not (in_debt or crowded):
                bucket.leases[operation] = now + seconds, cost
                return self._balance(budget, bucket)
            if known:
                bucket.leases[operation] = known
            refusal = Refusal.SPENT if in_debt else Refusal.IN_PROGRESS
            return self._balance(budget, bucket, refusal, max(in_debt, crowded))

    def charge(self, budget: Budget, operation: str, cost: int) -> Balance:
        """See Buckets."""
        with self._lock:
            bucket, _ = self._find(budget)
            bucket.leases.pop(operation, None)
            bucket.tokens -= cost
            return self._balance(budget, bucket)

    def _find(self, budget: Budget) -> tuple[_Bucket, float]:
        now = self._clock()
        bucket = self._buckets.setdefault(budget.account, _Bucket(budget.quota, now))
        bucket.update(budget, now)
        self._buckets.move_to_end(budget.account)
        if len(self._buckets) > MAX_BUCKETS:
            self._buckets.popitem(last=False)
        return bucket, now

    @staticmethod
    def _balance(budget: Budget, bucket: _Bucket, refusal: Refusal | None = None, wait: float = 0) -> Balance:
        return Balance(budget, bucket.tokens, sum(cost for _, cost in bucket.leases.values()), refusal, wait)
