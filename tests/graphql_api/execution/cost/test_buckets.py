"""Token buckets behave in the same way in local memory and in Redis, and work while Redis is unavailable."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from graphql_api.execution.cost import local_buckets
from graphql_api.execution.cost.buckets import Buckets
from graphql_api.execution.cost.budgets import MAX_LARGEST, Budget, Refusal
from graphql_api.execution.cost.local_buckets import LocalBuckets
from graphql_api.execution.cost.redis_buckets import RedisBuckets
from publishing.infrastructure import redis_breaker
from publishing.infrastructure.redis_breaker import RedisBreaker

LEASE = 15


def a_budget(quota: int = 600, per_minute: int = 600) -> Budget:
    """Return the budget of a new caller."""
    return Budget("anonymous", f"address:{uuid4()}", quota, per_minute)


class Time:
    """The time of local buckets, and of those in Redis: they get older."""

    def __init__(self) -> None:
        self.now = 1_000.1
        self.redis: Any = None

    def pass_(self, seconds: float) -> None:
        """Let some seconds pass."""
        self.now += seconds
        for key in self.redis.keys("hub:budget:*") if self.redis else ():
            for name, value in self.redis.hgetall(key).items():
                if name == b"at":
                    self.redis.hset(key, name, float(value) - seconds)
                elif name != b"tokens":
                    expires_at, cost = value.split()
                    self.redis.hset(key, name, f"{float(expires_at) - seconds:f} {cost.decode()}")


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(params=["local", "redis"])
def bucket_store(request: pytest.FixtureRequest, time: Time) -> Buckets:
    """Buckets of both kinds."""
    if request.param == "local":
        return LocalBuckets(clock=lambda: time.now)
    store = RedisBuckets(RedisBreaker(request.getfixturevalue("redis_url")))
    time.redis = store.shared.client
    time.redis.flushdb()
    return store


def spend(bucket_store: Buckets, budget: Budget, cost: int) -> None:
    """Run an operation with a cost."""
    name = uuid4().hex
    assert bucket_store.reserve(budget, name, cost, LEASE).refusal is None
    bucket_store.charge(budget, name, cost)


def test_a_budget_pays_the_actual_cost_only(bucket_store: Buckets) -> None:
    budget = a_budget()
    assert bucket_store.reserve(budget, "one", 600, LEASE).remaining == 600
    assert bucket_store.reserve(budget, "two", 600, LEASE).remaining == 600
    assert bucket_store.charge(budget, "one", 50).remaining in range(550, 553)
    assert bucket_store.charge(budget, "two", 10).remaining in range(540, 545)


@pytest.mark.parametrize("overspent", [0, 1, 77, 2_000])
def test_a_caller_without_budget_left_is_admitted_after_the_reported_time(
    bucket_store: Buckets, time: Time, overspent: int
) -> None:
    budget = a_budget(per_minute=700)
    bucket_store.reserve(budget, "before", 600, LEASE)
    bucket_store.charge(budget, "before", 600 + overspent)
    refused = bucket_store.reserve(budget, "next", 600, LEASE)
    assert refused.refusal is Refusal.SPENT
    time.pass_(refused.retry_after - 1)
    assert overspent == 0 or bucket_store.reserve(budget, "next", 600, LEASE).refusal is Refusal.SPENT
    time.pass_(1)
    assert bucket_store.reserve(budget, "next", 600, LEASE).refusal is None


def test_work_in_progress_is_bounded_and_admitted_after_the_reported_time(bucket_store: Buckets, time: Time) -> None:
    budget = a_budget()
    for number in range(MAX_LARGEST):
        assert bucket_store.reserve(budget, f"{number}", 600, LEASE + number).refusal is None
    refused = bucket_store.reserve(budget, "next", 900, LEASE)
    assert refused.refusal is Refusal.IN_PROGRESS
    assert refused.reserved == 600 * MAX_LARGEST
    assert refused.retry_after == LEASE + 1  # two of the leases have to expire
    time.pass_(LEASE)
    assert bucket_store.reserve(budget, "next", 900, LEASE).refusal is Refusal.IN_PROGRESS
    time.pass_(1)
    assert bucket_store.reserve(budget, "next", 900, LEASE).refusal is None


@pytest.mark.parametrize("quota", [200_000, 1_000_000, 2_000_000])
def test_an_attacker_cannot_spend_more_than_a_budget_its_refill_and_the_work_in_progress(
    bucket_store: Buckets, time: Time, quota: int
) -> None:
    budget = a_budget(quota, quota)
    spent, running = 0, 0
    for second in range(120):
        while bucket_store.reserve(budget, f"{running}", budget.reservation(budget.limit), LEASE).refusal is None:
            running += 1
        for number in range(running):  # all end within the second, at the highest cost
            bucket_store.charge(budget, f"{number}", budget.limit)
        spent, running = spent + running * budget.limit, 0
        time.pass_(1)
        assert spent <= quota * (1 + (second + 1) / 60) + budget.max_in_progress


def test_an_operation_that_ends_makes_room_at_once(bucket_store: Buckets) -> None:
    budget = a_budget()
    for number in range(MAX_LARGEST):
        bucket_store.reserve(budget, f"{number}", 600, LEASE)
    assert bucket_store.reserve(budget, "next", 600, LEASE).refusal is Refusal.IN_PROGRESS
    bucket_store.charge(budget, "0", 1)
    assert bucket_store.reserve(budget, "next", 600, LEASE).refusal is None


def test_an_operation_may_reserve_more_while_there_is_room_even_if_the_budget_is_spent(bucket_store: Buckets) -> None:
    budget = a_budget()
    bucket_store.reserve(budget, "one", 200, LEASE)
    bucket_store.charge(budget, "other", 700)
    assert bucket_store.reserve(budget, "one", 600, LEASE).refusal is None
    assert bucket_store.reserve(budget, "one", 600 * MAX_LARGEST, LEASE).refusal is None  # it is the only one
    assert bucket_store.reserve(budget, "two", 600, LEASE).refusal is Refusal.SPENT


def test_a_caller_cannot_have_more_than_a_hundred_operations_in_progress() -> None:
    budget, bucket_store = a_budget(200_000), LocalBuckets()
    admitted = [
        bucket_store.reserve(budget, f"{number}", budget.reservation(1), LEASE).refusal is None for number in range(120)
    ]
    assert sum(admitted) == 100


def test_the_lease_of_a_process_that_died_expires_and_costs_nothing(bucket_store: Buckets, time: Time) -> None:
    budget = a_budget()
    bucket_store.reserve(budget, "dead", 600, LEASE)
    time.pass_(LEASE)
    balance = bucket_store.reserve(budget, "next", 100, LEASE)
    assert (balance.reserved, balance.remaining) == (100, 600)


def test_buckets_refill_to_their_quota(bucket_store: Buckets, time: Time) -> None:
    budget = a_budget()
    spend(bucket_store, budget, 500)
    time.pass_(10)
    assert bucket_store.charge(budget, "none", 0).remaining in range(200, 203)
    time.pass_(100)
    assert bucket_store.charge(budget, "none", 0).remaining == 600


def test_the_quota_may_differ_from_the_refill_of_a_minute(bucket_store: Buckets) -> None:
    small, large = a_budget(60), a_budget(3_000)
    assert (small.window, large.window) == (6, 300)
    for budget in (small, large):
        spend(bucket_store, budget, budget.quota)
        assert bucket_store.charge(budget, "none", 0).seconds_until_full in (budget.window - 1, budget.window)


def test_each_caller_has_a_separate_bucket(bucket_store: Buckets) -> None:
    spend(bucket_store, a_budget(), 600)
    assert bucket_store.reserve(a_budget(), "other", 600, LEASE).refusal is None


def test_processes_share_buckets_in_redis(redis_url: str) -> None:
    budget = a_budget()
    spend(RedisBuckets(RedisBreaker(redis_url)), budget, 600)
    other = RedisBuckets(RedisBreaker(redis_url))
    assert other.reserve(budget, "other", 1, LEASE).refusal is Refusal.SPENT


def test_redis_forgets_a_bucket_once_it_is_full_and_has_no_leases(redis_url: str) -> None:
    bucket_store, budget = RedisBuckets(RedisBreaker(redis_url)), a_budget()
    key = f"hub:budget:{budget.account}"
    bucket_store.reserve(budget, "one", 600, LEASE)
    assert bucket_store.shared.client.ttl(key) in (LEASE, LEASE + 1)
    bucket_store.charge(budget, "one", 900)
    assert bucket_store.shared.client.ttl(key) in (90, 91)


def test_a_process_drops_the_least_recently_used_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_buckets, "MAX_BUCKETS", 2)
    bucket_store = LocalBuckets(clock=lambda: 0.0)
    one, two, three = (a_budget() for _ in range(3))
    for budget in (one, two, one, three):
        spend(bucket_store, budget, 200)
    assert bucket_store.charge(one, "none", 0).remaining == 200
    assert bucket_store.charge(two, "none", 0).remaining == 600  # dropped: full


def test_without_redis_each_process_counts_on_its_own_and_logs_it_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_breaker, "RETRY_AFTER", 0)
    bucket_store = RedisBuckets(RedisBreaker("redis://127.0.0.1:1/0"))
    budget = a_budget(per_minute=1)
    with caplog.at_level(logging.WARNING, "publishing.infrastructure.redis_breaker"):
        spend(bucket_store, budget, 250)
        spend(bucket_store, budget, 350)
        assert bucket_store.reserve(budget, "next", 1, LEASE).refusal is Refusal.SPENT
    assert bucket_store.shared.is_unavailable
    assert len(caplog.records) == 1


def test_redis_is_tried_again_after_a_while(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_breaker, "RETRY_AFTER", 0)
    bucket_store = RedisBuckets(RedisBreaker(redis_url))
    working: Callable[..., object] = bucket_store._script
    monkeypatch.setattr(bucket_store, "_script", RedisBuckets(RedisBreaker("redis://127.0.0.1:1/0"))._script)
    budget = a_budget()
    spend(bucket_store, budget, 600)
    assert bucket_store.shared.is_unavailable
    monkeypatch.setattr(bucket_store, "_script", working)
    spend(bucket_store, budget, 600)
    assert not bucket_store.shared.is_unavailable
