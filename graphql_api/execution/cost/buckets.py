"""Token buckets, in Redis for all processes together, or in the memory of this one.

They fill all the time. Redis away is no reason not to answer: each process then counts by
itself until it is back.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from threading import Lock
from time import monotonic
from typing import Protocol, cast

from django.conf import settings

from graphql_api.execution.cost.budgets import Budget, Level
from publishing.infrastructure.redis_breaker import RedisBreaker, RedisUnavailableError, get_redis

MOST_BUCKETS = 100_000
"""How many a process remembers; the one that was used least lately is forgotten, and thereby full."""

# The clock is Redis's own: those of several machines differ. What is given back is a cost below zero.
_TAKE = """
local quota, cost, whatever = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3] == "1"
local time = redis.call("TIME")
local now = time[1] + time[2] / 1000000
local held = redis.call("HMGET", KEYS[1], "tokens", "at")
local tokens = quota
if held[1] then
  tokens = math.min(quota, tonumber(held[1]) + math.max(now - tonumber(held[2]), 0) * tonumber(ARGV[4]) / 60)
end
local granted = whatever or tokens >= cost
if granted then
  tokens = math.max(math.min(tokens - cost, quota), 0)
  redis.call("HSET", KEYS[1], "tokens", string.format("%.6f", tokens), "at", string.format("%.6f", now))
  redis.call("EXPIRE", KEYS[1], ARGV[5])
end
return {granted and 1 or 0, string.format("%.6f", tokens)}
"""


class Buckets(Protocol):
    """Where budgets are kept."""

    def take(self, budget: Budget, cost: int, *, whatever: bool = False) -> Level:
        """Take a cost out of a budget's bucket if it is in it; `whatever`: if it is not, take what is there. A cost
        below zero puts in."""
        ...


class LocalBuckets:
    """Buckets in this process's memory."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def take(self, budget: Budget, cost: int, *, whatever: bool = False) -> Level:
        """See Buckets."""
        with self._lock:
            now = self._clock()
            tokens, at = self._held.get(budget.account, (float(budget.quota), now))
            tokens = min(budget.quota, tokens + (now - at) * budget.per_minute / 60)
            if not (whatever or tokens >= cost):
                return Level(budget, tokens, granted=False)
            tokens = max(min(tokens - cost, budget.quota), 0)
            self._held[budget.account] = tokens, now
            self._held.move_to_end(budget.account)
            if len(self._held) > MOST_BUCKETS:
                self._held.popitem(last=False)
            return Level(budget, tokens)


class RedisBuckets:
    """Buckets in Redis. While it is away, those of this process stand in."""

    def __init__(self, shared: RedisBreaker) -> None:
        self.shared = shared
        self._script = shared.client.register_script(_TAKE)
        self._stand_in = LocalBuckets()

    def take(self, budget: Budget, cost: int, *, whatever: bool = False) -> Level:
        """See Buckets."""
        try:
            return self.shared.call(lambda: self._take(budget, cost, whatever))
        except RedisUnavailableError:
            return self._stand_in.take(budget, cost, whatever=whatever)

    def _take(self, budget: Budget, cost: int, whatever: bool) -> Level:
        arguments = [budget.quota, cost, int(whatever), budget.per_minute, budget.window]
        granted, tokens = cast("tuple[int, bytes]", self._script(keys=[f"hub:budget:{budget.account}"], args=arguments))
        return Level(budget, float(tokens), granted=bool(granted))


@cache
def _buckets_at(url: str) -> LocalBuckets | RedisBuckets:
    return RedisBuckets(get_redis(url)) if url else LocalBuckets()


def buckets() -> LocalBuckets | RedisBuckets:
    """Return where this process keeps budgets."""
    return _buckets_at(settings.REDIS_URL)
