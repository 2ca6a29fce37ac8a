"""Token buckets behave alike in local memory and in Redis, and Redis away stops nobody."""

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
    """Return the budget of somebody new."""
    return Budget("anonymous", f"address:{uuid4()}", quota, per_minute)


@pytest.fixture(params=["local", "redis"])
def kept(request: pytest.FixtureRequest) -> Buckets:
    """Buckets of both kinds."""
    return (
        LocalBuckets() if request.param == "local" else RedisBuckets(RedisBreaker(request.getfixturevalue("redis_url")))
    )


def test_a_bucket_is_full_at_first_and_grants_what_is_in_it(kept: Buckets) -> None:
    budget = a_budget()
    first = kept.take(budget, 400)
    assert first.granted
    assert first.remaining in (200, 201)
    second = kept.take(budget, 400)
    assert not second.granted
    assert second.remaining in range(200, 210)  # a refusal takes nothing


def test_who_is_refused_is_told_how_long_to_wait(kept: Buckets) -> None:
    budget = a_budget()
    kept.take(budget, 600)
    refused = kept.take(budget, 600)
    assert not refused.granted
    assert refused.seconds_to(600) in (59, 60)
    assert refused.seconds_to_full in (59, 60)
    assert refused.seconds_to(5) == 1


def test_what_was_not_used_is_given_back_and_never_more_than_fits(kept: Buckets) -> None:
    budget = a_budget()
    kept.take(budget, 500)
    assert kept.take(budget, -300, whatever=True).remaining in range(400, 410)
    assert kept.take(budget, -900, whatever=True).remaining == 600


def test_what_was_used_beyond_the_estimate_is_taken_as_far_as_it_is_there(kept: Buckets) -> None:
    budget = a_budget()
    level = kept.take(budget, 900, whatever=True)
    assert level.granted
    assert level.remaining == 0


def test_buckets_fill_by_themselves(kept: Buckets) -> None:
    budget = a_budget(60_000, per_minute=60_000)  # a thousand a second
    kept.take(budget, 60_000)
    until(lambda: kept.take(budget, 50).granted, 10, "the bucket to fill")


def test_a_bucket_may_hold_more_or_less_than_a_minute_fills(kept: Buckets) -> None:
    small, large = a_budget(60), a_budget(3_000)
    assert (small.window, large.window) == (6, 300)
    assert kept.take(small, 60).seconds_to_full in (5, 6)
    assert kept.take(large, 3_000).seconds_to_full in (299, 300)
    assert not kept.take(small, 60).granted


def test_everybody_has_a_bucket_of_their_own(kept: Buckets) -> None:
    kept.take(a_budget(), 600)
    assert kept.take(a_budget(), 600).granted


def test_processes_share_buckets_in_redis(redis_url: str) -> None:
    budget = a_budget()
    RedisBuckets(RedisBreaker(redis_url)).take(budget, 500)
    assert not RedisBuckets(RedisBreaker(redis_url)).take(budget, 500).granted


def test_a_process_fills_buckets_at_the_pace_of_the_quota_and_forgets_the_least_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(buckets, "MOST_BUCKETS", 2)
    now = [0.0]
    kept = LocalBuckets(clock=lambda: now[0])
    one, two, three = (a_budget() for _ in range(3))
    for budget in (one, two, one, three):
        kept.take(budget, 300)
    now[0] = 10.0
    assert kept.take(one, 0).remaining == 100
    assert kept.take(two, 0).remaining == 600  # forgotten: full


def test_without_redis_each_process_counts_by_itself_and_says_so_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_breaker, "RETRY_AFTER", 0)
    kept = RedisBuckets(RedisBreaker("redis://127.0.0.1:1/0"))
    budget = a_budget()
    with caplog.at_level(logging.WARNING, "publishing.infrastructure.redis_breaker"):
        granted = [kept.take(budget, 250).granted for _ in range(3)]
    assert granted == [True, True, False]
    assert kept.shared.is_unavailable
    assert len(caplog.records) == 1


def test_redis_is_asked_again_after_a_while(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_breaker, "RETRY_AFTER", 0)
    kept = RedisBuckets(RedisBreaker(redis_url))
    working: Callable[..., object] = kept._script
    monkeypatch.setattr(kept, "_script", RedisBuckets(RedisBreaker("redis://127.0.0.1:1/0"))._script)
    budget = a_budget()
    kept.take(budget, 600)
    assert kept.shared.is_unavailable
    monkeypatch.setattr(kept, "_script", working)
    assert kept.take(budget, 600).granted
    assert not kept.shared.is_unavailable
