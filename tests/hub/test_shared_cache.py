"""Django's cache in Redis: whatever Redis does, its users are answered, and nothing stale or foreign comes back."""

import os
import pickle
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.caches import SharedCache
from publishing.infrastructure import redis_breaker
from publishing.infrastructure.redis_breaker import RedisBreaker
from tests.redis_server import RedisServer

MOST = 0.05
"""Seconds that an answer may take while Redis hangs."""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    """A Redis, and a breaker that closes as soon as it is back."""
    monkeypatch.setattr(redis_breaker, "RETRY_AFTER", 0)
    started = RedisServer(tmp_path)
    yield started
    started.stop()


@pytest.fixture
def cache(server: RedisServer) -> SharedCache:
    """A cache in that Redis."""
    redis_breaker.get_redis.cache_clear()
    made = SharedCache(server.url, {"KEY_PREFIX": "test"})
    made._memory.clear()
    return made


def use(cache: SharedCache) -> None:
    """Use every method as its users do; each answers as Django says."""
    cache.set("text", {"a": [1]})
    assert cache.get("text") == {"a": [1]}
    assert cache.get("nothing", "default") == "default"
    assert not cache.add("text", "other")
    assert cache.has_key("text")
    assert cache.touch("text", 60)
    cache.set_many({"one": 1, "two": -2})
    assert cache.get_many(["one", "two", "three"]) == {"one": 1, "two": -2}
    assert cache.incr("one", 4) == 5
    assert cache.get_or_set("made", lambda: "so") == "so"
    assert cache.delete("text")
    cache.delete_many(["one", "two"])
    assert not cache.has_key("one")
    with pytest.raises(ValueError, match="not found"):
        cache.incr("one")


def test_it_is_djangos_cache_whether_redis_is_there_or_not(cache: SharedCache, server: RedisServer) -> None:
    use(cache)
    server.stop()
    use(cache)
    server.start()
    use(cache)


def test_a_redis_that_hangs_delays_one_question_by_50_ms(
    cache: SharedCache, server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.set("page", "old")
    monkeypatch.setattr(redis_breaker, "RETRY_AFTER", 5)
    server.hang()
    started = time.perf_counter()
    assert cache.get("page") is None
    assert time.perf_counter() - started < MOST
    used = time.process_time()
    use(cache)
    assert cache._link.is_unavailable
    assert time.process_time() - used < MOST
    server.resume()


def test_keys_written_while_redis_was_down_are_dropped_from_both(cache: SharedCache, server: RedisServer) -> None:
    cache.set_many({"written": "old", "deleted": "old", "kept": "old"})
    server.stop()
    cache.set("written", "new")
    cache.delete("deleted")
    assert cache.get("written") == "new"
    server.start()
    assert cache.get_many(["written", "deleted", "kept"]) == {"kept": "old"}
    server.stop()
    assert cache.get("written") is None


class Bomb:
    """A pickle that runs a command when it is loaded."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self._file),)


@pytest.mark.parametrize("begins", [b"", b"\0" * 32])
def test_a_pickle_that_the_hub_did_not_sign_is_not_loaded(
    cache: SharedCache, server: RedisServer, tmp_path: Path, begins: bytes
) -> None:
    with closing(server.client()) as client:
        client.set(cache.make_key("page"), begins + pickle.dumps(Bomb(tmp_path / "ran")))
    assert cache.get("page", "default") == "default"
    assert not (tmp_path / "ran").exists()


def test_its_going_and_coming_are_each_logged_once(server: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    link = RedisBreaker(server.url)
    cache = SharedCache(server.url, {})
    cache._link = link
    server.stop()
    for _ in range(3):
        cache.get("page")
    server.start()
    for _ in range(3):
        cache.get("page")
    assert caplog.messages == [
        "Redis does not answer (ConnectionError): each process continues without it",
        "Redis answers again",
    ]
