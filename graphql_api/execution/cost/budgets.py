"""Budgets: what a caller may spend in a minute, and how much of its work may be in progress at once."""

from dataclasses import dataclass
from enum import Enum
from math import ceil
from typing import Self

from django.conf import settings

from graphql_api.base.callers import Caller
from graphql_api.base.limits import MAX_COST

MAX_LARGEST = 16
"""How many operations of the highest cost a caller may have in progress."""
MAX_OPERATIONS = 100
"""How many operations of any cost: each reserves at least this share of what may be reserved."""


MUTATIONS = "mutations"
"""The policy of budgets for mutations."""


class Refusal(Enum):
    """Why an operation may not run now."""

    SPENT = "spent"
    IN_PROGRESS = "in progress"


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

    @classmethod
    def for_mutations(cls, caller: Caller) -> Self | None:
        """Return the budget that a caller's mutations have of their own; None if it is unlimited."""
        per_minute = settings.GRAPHQL_MUTATION_BUDGET
        return cls(MUTATIONS, f"{MUTATIONS}:{caller.account}", per_minute, per_minute) if per_minute else None

    @property
    def window(self) -> int:
        """Seconds in which an empty bucket refills."""
        return ceil(self.quota * 60 / self.per_minute)

    @property
    def limit(self) -> int:
        """The limit for one operation: never more than a whole budget."""
        return min(MAX_COST, self.quota)

    @property
    def max_in_progress(self) -> int:
        """The highest cost that operations in progress may reserve together."""
        return self.limit * MAX_LARGEST

    def reservation(self, requested: int) -> int:
        """Return the cost that an operation reserves while it is in progress."""
        return max(requested, self.max_in_progress // MAX_OPERATIONS)


@dataclass(frozen=True)
class Balance:
    """The balance of a bucket after an operation was admitted, refused or charged."""

    budget: Budget
    tokens: float
    """The cost that is left; negative if operations in progress spent more than there was."""
    reserved: int = 0
    """The cost that operations in progress reserve."""
    refusal: Refusal | None = None
    wait: float = 0
    """Seconds after which a refused operation is admitted."""

    @property
    def remaining(self) -> int:
        """The cost that can be spent now."""
        return max(int(self.tokens), 0)

    @property
    def seconds_until_full(self) -> int:
        """Seconds until the bucket is full."""
        return max(ceil((self.budget.quota - self.tokens) * 60 / self.budget.per_minute), 0)

    @property
    def retry_after(self) -> int:
        """Whole seconds after which a refused operation is admitted."""
        return max(ceil(self.wait), 1)
