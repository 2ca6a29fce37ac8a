"""Token buckets behave in the same way in local memory and in Redis, and work while Redis is unavailable."""

import logging
from collections.abc import Callable
from uuid import uuid4

import pytest

from graphql_api.execution.cost import buckets
from graphql_api.execution.cost.buckets import Buckets, LocalBuckets, RedisBuckets
from graphql_api.execution.cost.budgets import Budget
from publishing.infrastructure import redis_breaker
from publishing.infrastructure.redis_breaker import RedisBreaker
from tests.stack import until


def a_budget(quota: int = 600, per_minute: int = 600) -> Budget:
    """Return the budget of a new caller."""
    return Budget("anonymous", f"address:{uuid4()}", quota, per_minute)


@pytest.fixture(params=["local", "redis"])
def bucket_store(request: pytest.FixtureRequest) -> Buckets:
    """Buckets of both kinds."""
    return (
        LocalBuckets() if request.param == "local" else RedisBuckets(RedisBreaker(request.getfixturevalue("redis_url")))
    )


def test_a_new_bucket_is_full_and_grants_what_it_holds(bucket_store: Buckets) -> None:
    budget = a_budget()
    first = bucket_store.withdraw(budget, 400)
    assert first.is_granted
    assert first.remaining in (200, 201)
    second = bucket_store.withdraw(budget, 400)
    assert not second.is_granted
    assert second.remaining in range(200, 210)  # a withdrawal that is not granted takes nothing


def test_a_withdrawal_that_is_not_granted_returns_the_waiting_time(bucket_store: Buckets) -> None:
    budget = a_budget()
    bucket_store.withdraw(budget, 600)
    refused = bucket_store.withdraw(budget, 600)
    assert not refused.is_granted
    assert refused.seconds_until(600) in (59, 60)
    assert refused.seconds_until_full in (59, 60)
    assert refused.seconds_until(5) == 1


def test_refunds_never_exceed_the_quota(bucket_store: Buckets) -> None:
    budget = a_budget()
    bucket_store.withdraw(budget, 500)
    assert bucket_store.withdraw(budget, -300, allow_partial=True).remaining in range(400, 410)
    assert bucket_store.withdraw(budget, -900, allow_partial=True).remaining == 600


def test_a_partial_withdrawal_empties_the_bucket(bucket_store: Buckets) -> None:
    budget = a_budget()
    balance = bucket_store.withdraw(budget, 900, allow_partial=True)
    assert balance.is_granted
    assert balance.remaining == 0


def test_buckets_refill(bucket_store: Buckets) -> None:
    budget = a_budget(60_000, per_minute=60_000)  # a thousand a second
    bucket_store.withdraw(budget, 60_000)
    until(lambda: bucket_store.withdraw(budget, 50).is_granted, 10, "the bucket to fill")


def test_the_quota_may_differ_from_the_refill_of_a_minute(bucket_store: Buckets) -> None:
    small, large = a_budget(60), a_budget(3_000)
    assert (small.window, large.window) == (6, 300)
    assert bucket_store.withdraw(small, 60).seconds_until_full in (5, 6)
    assert bucket_store.withdraw(large, 3_000).seconds_until_full in (299, 300)
    assert not bucket_store.withdraw(small, 60).is_granted


def test_each_caller_has_a_separate_bucket(bucket_store: Buckets) -> None:
    bucket_store.withdraw(a_budget(), 600)
    assert bucket_store.withdraw(a_budget(), 600).is_granted


def test_processes_share_buckets_in_redis(redis_url: str) -> None:
    budget = a_budget()
    RedisBuckets(RedisBreaker(redis_url)).withdraw(budget, 500)
    assert not RedisBuckets(RedisBreaker(redis_url)).withdraw(budget, 500).is_granted


def test_a_process_refills_buckets_and_drops_the_least_recently_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(buckets, "MAX_BUCKETS", 2)
    now = [0.0]
    bucket_store = LocalBuckets(clock=lambda: now[0])
    one, two, three = (a_budget() for _ in range(3))
    for budget in (one, two, one, three):
        bucket_store.withdraw(budget, 300)
    now[0] = 10.0
    assert bucket_store.withdraw(one, 0).remaining == 100
    assert bucket_store.withdraw(two, 0).remaining == 600  # dropped: full


def test_without_redis_each_process_counts_on_its_own_and_logs_it_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_breaker, "RETRY_AFTER", 0)
    bucket_store = RedisBuckets(RedisBreaker("redis://127.0.0.1:1/0"))
    budget = a_budget()
    with caplog.at_level(logging.WARNING, "publishing.infrastructure.redis_breaker"):
        granted = [bucket_store.withdraw(budget, 250).is_granted for _ in range(3)]
    assert granted == [True, True, False]
    assert bucket_store.shared.is_unavailable
    assert len(caplog.records) == 1


def test_redis_is_tried_again_after_a_while(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_breaker, "RETRY_AFTER", 0)
    bucket_store = RedisBuckets(RedisBreaker(redis_url))
    working: Callable[..., object] = bucket_store._script
    monkeypatch.setattr(bucket_store, "_script", RedisBuckets(RedisBreaker("redis://127.0.0.1:1/0"))._script)
    budget = a_budget()
    bucket_store.withdraw(budget, 600)
    assert bucket_store.shared.is_unavailable
    monkeypatch.setattr(bucket_store, "_script", working)
    assert bucket_store.withdraw(budget, 600).is_granted
    assert not bucket_store.shared.is_unavailable
