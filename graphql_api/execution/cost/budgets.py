"""Budgets: token buckets that refill with a fixed cost per minute."""

from dataclasses import dataclass
from math import ceil
from typing import Self

from django.conf import settings

from graphql_api.base.callers import Caller


@dataclass(frozen=True)
class Budget:
    """A budget of `quota` that refills completely within `window`. `policy` is its name for clients, `account` the name
    of its bucket."""

    policy: str
    account: str
    quota: int
    per_minute: int

    @classmethod
    def for_caller(cls, caller: Caller) -> Self | None:
        """Return the budget of a caller's key or address; None if it is unlimited. It holds the cost of one minute
        unless the key has another burst."""
        key = caller.key
        if key:
            per_minute = key.points_per_minute or settings.GRAPHQL_KEY_BUDGET
            return cls("key", f"key:{key.pk}", key.burst or per_minute, per_minute) if per_minute else None
        per_minute = settings.GRAPHQL_ANONYMOUS_BUDGET
        return cls("anonymous", f"address:{caller.address}", per_minute, per_minute) if per_minute else None

    @property
    def window(self) -> int:
        """Seconds in which an empty bucket refills."""
        return ceil(self.quota * 60 / self.per_minute)


@dataclass(frozen=True)
class Balance:
    """The balance of a bucket after a withdrawal, which may not have been granted."""

    budget: Budget
    tokens: float
    is_granted: bool = True

    @property
    def remaining(self) -> int:
        """The cost that can be spent now."""
        return int(self.tokens)

    @property
    def seconds_until_full(self) -> int:
        """Seconds until the bucket is full."""
        return self._seconds(self.budget.quota)

    def seconds_until(self, cost: int) -> int:
        """Seconds until a cost can be spent; at least one, for clients that have to wait."""
        return max(self._seconds(cost), 1)

    def _seconds(self, tokens: float) -> int:
        return max(ceil((tokens - self.tokens) * 60 / self.budget.per_minute), 0)
