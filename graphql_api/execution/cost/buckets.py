"""Token buckets, in Redis for all processes or in the memory of this one.

They refill continuously. While Redis is unavailable requests are still answered: each process then counts on its own.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from threading import Lock
from time import monotonic
from typing import Protocol, cast

from django.conf import settings

from graphql_api.execution.cost.budgets import Balance, Budget
from publishing.infrastructure.redis_breaker import RedisBreaker, RedisUnavailableError, get_redis

MAX_BUCKETS = 100_000
"""How many buckets a process holds; the least recently used one is dropped, which makes it full again."""

# It uses the clock of Redis, because those of several machines differ. A refund is a negative cost.
_WITHDRAW = """
local quota, cost, allow_partial = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3] == "1"
local time = redis.call("TIME")
local now = time[1] + time[2] / 1000000
local held = redis.call("HMGET", KEYS[1], "tokens", "at")
local tokens = quota
if held[1] then
  tokens = math.min(quota, tonumber(held[1]) + math.max(now - tonumber(held[2]), 0) * tonumber(ARGV[4]) / 60)
end
local granted = allow_partial or tokens >= cost
if granted then
  tokens = math.max(math.min(tokens - cost, quota), 0)
  redis.call("HSET", KEYS[1], "tokens", string.format("%.6f", tokens), "at", string.format("%.6f", now))
  redis.call("EXPIRE", KEYS[1], ARGV[5])
end
return {granted and 1 or 0, string.format("%.6f", tokens)}
"""


class Buckets(Protocol):
    """The buckets of all budgets."""

    def withdraw(self, budget: Budget, cost: int, *, allow_partial: bool = False) -> Balance:
        """Withdraw a cost from a budget's bucket if it holds enough. With `allow_partial` withdraw what it holds
        otherwise. A negative cost is a refund."""
        ...


class LocalBuckets:
    """Buckets in this process's memory."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def withdraw(self, budget: Budget, cost: int, *, allow_partial: bool = False) -> Balance:
        """See Buckets."""
        with self._lock:
            now = self._clock()
            tokens, at = self._buckets.get(budget.account, (float(budget.quota), now))
            tokens = min(budget.quota, tokens + (now - at) * budget.per_minute / 60)
            if not (allow_partial or tokens >= cost):
                return Balance(budget, tokens, is_granted=False)
            tokens = max(min(tokens - cost, budget.quota), 0)
            self._buckets[budget.account] = tokens, now
            self._buckets.move_to_end(budget.account)
            if len(self._buckets) > MAX_BUCKETS:
                self._buckets.popitem(last=False)
            return Balance(budget, tokens)


class RedisBuckets:
    """Buckets in Redis. While it is unavailable, this process's own buckets are used."""

    def __init__(self, shared: RedisBreaker) -> None:
        self.shared = shared
        self._script = shared.client.register_script(_WITHDRAW)
        self._fallback = LocalBuckets()

    def withdraw(self, budget: Budget, cost: int, *, allow_partial: bool = False) -> Balance:
        """See Buckets."""
        keys = [f"hub:budget:{budget.account}"]
        arguments = [budget.quota, cost, int(allow_partial), budget.per_minute, budget.window]
        try:
            reply = self.shared.call(lambda: self._script(keys=keys, args=arguments))
        except RedisUnavailableError:
            return self._fallback.withdraw(budget, cost, allow_partial=allow_partial)
        granted, tokens = cast("tuple[int, bytes]", reply)
        return Balance(budget, float(tokens), is_granted=bool(granted))


@cache
def _get_buckets(url: str) -> LocalBuckets | RedisBuckets:
    return RedisBuckets(get_redis(url)) if url else LocalBuckets()


def buckets() -> LocalBuckets | RedisBuckets:
    """Return this process's buckets for the current settings."""
    return _get_buckets(settings.REDIS_URL)
