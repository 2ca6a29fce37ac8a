"""While Redis is unavailable, one request in five seconds tries it; the others do not wait."""

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import LockError

from publishing.infrastructure import redis_breaker
from publishing.infrastructure.redis_breaker import RETRY_AFTER, RedisBreaker, RedisUnavailableError


class Clock:
    """A clock that tests set."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Redis:
    """An operation that fails while Redis is down."""

    def __init__(self) -> None:
        self.is_down = False
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.is_down:
            raise RedisConnectionError
        return "reply"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Replace the breaker's clock."""
    clock = Clock()
    monkeypatch.setattr(redis_breaker, "monotonic", clock)
    return clock


@pytest.fixture
def breaker() -> RedisBreaker:
    """Return a breaker whose client is never used."""
    return RedisBreaker("redis://localhost:1/0")


def test_a_reply_is_returned(breaker: RedisBreaker) -> None:
    assert breaker.call(Redis()) == "reply"


def test_after_a_failure_no_call_waits_until_the_next_try(breaker: RedisBreaker, clock: Clock) -> None:
    redis = Redis()
    redis.is_down = True
    for _ in range(3):
        with pytest.raises(RedisUnavailableError):
            breaker.call(redis)
    assert redis.calls == 1
    clock.now += RETRY_AFTER
    for _ in range(3):
        with pytest.raises(RedisUnavailableError):
            breaker.call(redis)
    assert redis.calls == 2


def test_a_successful_try_closes_the_breaker(breaker: RedisBreaker, clock: Clock) -> None:
    redis = Redis()
    redis.is_down = True
    with pytest.raises(RedisUnavailableError):
        breaker.call(redis)
    redis.is_down = False
    clock.now += RETRY_AFTER
    assert [breaker.call(redis), breaker.call(redis)] == ["reply", "reply"]


def test_each_change_is_logged_once(breaker: RedisBreaker, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    redis = Redis()
    redis.is_down = True
    for _ in range(2):
        with pytest.raises(RedisUnavailableError):
            breaker.call(redis)
        clock.now += RETRY_AFTER
    redis.is_down = False
    breaker.call(redis)
    breaker.call(redis)
    assert len(caplog.messages) == 2


def test_a_lock_that_another_process_holds_is_a_reply(breaker: RedisBreaker) -> None:
    def lose() -> None:
        raise LockError("held by another process")

    with pytest.raises(LockError):
        breaker.call(lose)
    assert not breaker.is_unavailable
