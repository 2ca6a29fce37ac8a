"""Buckets in Redis, which all processes share.

A bucket is a hash: `tokens` at the time `at`, and a lease for each operation in progress. The clock is that of Redis,
because the clocks of several machines differ.
"""

from typing import cast

from graphql_api.execution.cost.budgets import Balance, Budget, Refusal
from graphql_api.execution.cost.local_buckets import LocalBuckets
from publishing.infrastructure.redis_breaker import RedisBreaker, RedisUnavailableError

_SCRIPT = """
local key, action, operation = KEYS[1], ARGV[1], "lease:" .. ARGV[2]
local cost, seconds = tonumber(ARGV[3]), tonumber(ARGV[4])
local quota, per_second, max_in_progress = tonumber(ARGV[5]), tonumber(ARGV[6]) / 60, tonumber(ARGV[7])
local time = redis.call("TIME")
local now = time[1] + time[2] / 1000000

local stored, tokens, at, leases, reserved = redis.call("HGETALL", key), quota, now, {}, 0
local known, last = false, now
for i = 1, #stored, 2 do
  local name, value = stored[i], stored[i + 1]
  if name == "tokens" then tokens = tonumber(value)
  elseif name == "at" then at = tonumber(value)
  else
    local expires_at, amount = string.match(value, "(%S+) (%S+)")
    local lease = {expires_at = tonumber(expires_at), cost = tonumber(amount)}
    if lease.expires_at <= now + 0.001 then redis.call("HDEL", key, name)
    elseif name == operation then known = lease
    else
      table.insert(leases, lease)
      reserved = reserved + lease.cost
      last = math.max(last, lease.expires_at)
    end
  end
end
tokens = math.min(quota, tokens + math.max(now - at, 0) * per_second)

local refusal, wait = 0, 0
if action == "charge" then
  redis.call("HDEL", key, operation)
  tokens = tokens - cost
else
  local in_debt, crowded, left = 0, 0, reserved
  if not known and tokens < 0.999 then in_debt = (1 - tokens) / per_second end
  table.sort(leases, function(one, other) return one.expires_at < other.expires_at end)
  for _, lease in ipairs(leases) do
    if left <= max_in_progress - cost then break end
    left, crowded = left - lease.cost, lease.expires_at - now
  end
  if in_debt > 0 or crowded > 0 then
    refusal, wait = in_debt > 0 and 1 or 2, math.max(in_debt, crowded)
  else
    known = {expires_at = now + seconds, cost = cost}
    redis.call("HSET", key, operation, string.format("%.6f %d", known.expires_at, cost))
  end
  if known then reserved, last = reserved + known.cost, math.max(last, known.expires_at) end
end
redis.call("HSET", key, "tokens", string.format("%.6f", tokens), "at", string.format("%.6f", now))
local full = math.max((quota - tokens) / per_second, last - now)
redis.call("EXPIRE", key, math.ceil(math.min(full, 1000000000)) + 1)
return {refusal, string.format("%.6f", tokens), reserved, string.format("%.6f", wait)}
"""
_REFUSALS = {0: None, 1: Refusal.SPENT, 2: Refusal.IN_PROGRESS}


class RedisBuckets:
    """Buckets in Redis. While it is unavailable, this process's own buckets are used."""

    def __init__(self, shared: RedisBreaker) -> None:
        self.shared = shared
        self._script = shared.client.register_script(_SCRIPT)
        self._fallback = LocalBuckets()

    def reserve(self, budget: Budget, operation: str, cost: int, seconds: float) -> Balance:
        """See Buckets."""
        try:
            return self._run(budget, "reserve", operation, cost, seconds)
        except RedisUnavailableError:
            return self._fallback.reserve(budget, operation, cost, seconds)

    def charge(self, budget: Budget, operation: str, cost: int) -> Balance:
        """See Buckets."""
        try:
            return self._run(budget, "charge", operation, cost)
        except RedisUnavailableError:
            return self._fallback.charge(budget, operation, cost)

    def _run(self, budget: Budget, action: str, operation: str, cost: int, seconds: float = 0) -> Balance:
        keys = [f"hub:budget:{budget.account}"]
        limits = [budget.quota, budget.per_minute, budget.max_in_progress]
        reply = self.shared.call(lambda: self._script(keys=keys, args=[action, operation, cost, seconds, *limits]))
        refusal, tokens, reserved, wait = cast("tuple[int, bytes, int, bytes]", reply)
        return Balance(budget, float(tokens), reserved, _REFUSALS[refusal], float(wait))
