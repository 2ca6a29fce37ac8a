"""Who pays for an operation, and from how much: a token bucket that fills with so much cost a minute."""

from dataclasses import dataclass
from math import ceil

from django.conf import settings

from graphql_api.base.callers import Caller


@dataclass(frozen=True)
class Budget:
    """What somebody may spend: `quota` at once, and as much again while the bucket fills. `policy` is its name for
    clients, `account` whose bucket it is."""

    policy: str
    account: str
    quota: int
    per_minute: int

    @property
    def window(self) -> int:
        """Seconds in which an empty bucket fills."""
        return ceil(self.quota * 60 / self.per_minute)


@dataclass(frozen=True)
class Level:
    """How a bucket stands after somebody wanted to take from it."""

    budget: Budget
    tokens: float
    granted: bool = True

    @property
    def remaining(self) -> int:
        """What can be spent at once."""
        return int(self.tokens)

    @property
    def seconds_to_full(self) -> int:
        """When it is full again."""
        return self._seconds(self.budget.quota)

    def seconds_to(self, cost: int) -> int:
        """When so much can be spent: at least a second from now, for a client that was told to wait."""
        return max(self._seconds(cost), 1)

    def _seconds(self, tokens: float) -> int:
        return max(ceil((tokens - self.tokens) * 60 / self.budget.per_minute), 0)


def budget_of(caller: Caller) -> Budget | None:
    """Return what a caller spends from: a key's own budget, or that of an address. They hold a minute's worth unless
    the key says otherwise. None where nothing is counted."""
    key = caller.key
    per_minute = (key.points_per_minute or settings.GRAPHQL_KEY_BUDGET) if key else settings.GRAPHQL_ANONYMOUS_BUDGET
    if not per_minute:
        return None
    if key:
        return Budget("key", f"key:{key.pk}", key.burst or per_minute, per_minute)
    return Budget("anonymous", f"address:{caller.address}", per_minute, per_minute)
