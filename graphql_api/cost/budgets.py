"""Who pays for an operation, and from how much: cost a minute, in a token bucket that holds a minute's worth."""

from dataclasses import dataclass
from math import ceil

from django.conf import settings

from graphql_api.callers import Caller

WINDOW = 60
"""Seconds in which an empty bucket fills."""


@dataclass(frozen=True)
class Budget:
    """What somebody may spend a minute. `policy` is how clients see it named, `account` whose bucket it is."""

    policy: str
    account: str
    quota: int


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
        return max(ceil((tokens - self.tokens) * WINDOW / self.budget.quota), 0)


def budget_of(caller: Caller) -> Budget | None:
    """Return what a caller spends from: a key's own budget, or that of an address; None where nothing is counted."""
    if caller.key is not None:
        budget = Budget("key", f"key:{caller.key.pk}", settings.GRAPHQL_KEY_BUDGET)
    else:
        budget = Budget("anonymous", f"address:{caller.address}", settings.GRAPHQL_ANONYMOUS_BUDGET)
    return budget if budget.quota else None
