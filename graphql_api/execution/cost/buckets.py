"""Token buckets, in Redis for all processes or in the memory of this one.

They refill continuously. A caller pays the actual cost when an operation ends; while it is in progress it has a lease,
which reserves the cost that it may have. So an operation whose actual cost is low takes nothing from the others.
"""

from functools import cache
from typing import Protocol

from django.conf import settings

from graphql_api.execution.cost.budgets import Balance, Budget
from graphql_api.execution.cost.local_buckets import LocalBuckets
from graphql_api.execution.cost.redis_buckets import RedisBuckets
from publishing.infrastructure.redis_breaker import get_redis


class Buckets(Protocol):
    """The buckets of all budgets."""

    def reserve(self, budget: Budget, operation: str, cost: int, seconds: float) -> Balance:
        """Admit an operation, or change the cost that it reserves. It is refused if the budget is spent, or if too
        much work is in progress. Its lease expires after `seconds`, in case its process dies."""
        ...

    def charge(self, budget: Budget, operation: str, cost: int) -> Balance:
        """Charge the actual cost of an operation, and end its lease. The bucket may fall below zero."""
        ...


@cache
def _get_buckets(url: str) -> LocalBuckets | RedisBuckets:
    return RedisBuckets(get_redis(url)) if url else LocalBuckets()


def buckets() -> LocalBuckets | RedisBuckets:
    """Return this process's buckets for the current settings."""
    return _get_buckets(settings.REDIS_URL)
