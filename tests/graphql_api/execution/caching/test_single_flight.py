"""Concurrent requests compute an entry once, in a process and between processes; Redis may be unavailable."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client
from pytest_django import Settings

from graphql_api.execution.caching.content_version import ContentVersion
from graphql_api.execution.caching.entries import CacheEntry
from graphql_api.execution.caching.single_flight import get_or_compute
from graphql_api.execution.caching.stores import SharedStore, Store
from publishing.infrastructure.redis_breaker import RedisBreaker
from tests.engines import free_port
from tests.graphql_api.api_client import post
from tests.graphql_api.factories import an_item

NOW = ContentVersion("now")
MANY = 8


def an_entry(data: bytes = b"{}", seconds: float = 60) -> CacheEntry:
    """An entry that expires after some seconds."""
    return CacheEntry(data, NOW, time.time() + seconds, ("content",))


class Computation:
    """Computes entries slowly, and counts calls."""

    def __init__(self, entry: CacheEntry | None = None) -> None:
        self.entry = entry
        self.calls = 0
        self.may_end = threading.Event()
        self.started = threading.Event()

    def __call__(self) -> CacheEntry | None:
        self.calls += 1
        self.started.set()
        self.may_end.wait(10)
        return self.entry


def test_concurrent_callers_get_the_same_entry() -> None:
    compute = Computation(an_entry())
    store = Store(1_000_000)
    with ThreadPoolExecutor(MANY) as pool:
        futures = [pool.submit(get_or_compute, store, "a", NOW, compute) for _ in range(MANY)]
        compute.started.wait(10)
        compute.may_end.set()
        assert {future.result() for future in futures} == {compute.entry}
    assert compute.calls == 1


def test_a_result_that_is_not_cacheable_is_computed_for_each_caller(settings: Settings) -> None:
    compute = Computation(None)
    compute.may_end.set()
    store = Store(1_000_000)
    assert [get_or_compute(store, "b", NOW, compute) for _ in range(3)] == [None] * 3
    assert compute.calls == 3


def test_an_exception_reaches_only_the_caller_that_computes() -> None:
    def fail() -> CacheEntry:
        raise ValueError("mine")

    store = Store(1_000_000)
    with pytest.raises(ValueError, match="mine"):
        get_or_compute(store, "c", NOW, fail)
    assert get_or_compute(store, "c", NOW, an_entry) is not None


def test_a_caller_that_waits_too_long_computes_the_entry_itself(settings: Settings) -> None:
    settings.GRAPHQL_TIMEOUT = 0.1
    slow, quick = Computation(an_entry()), Computation(an_entry(b"quick"))
    quick.may_end.set()
    store = Store(1_000_000)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(get_or_compute, store, "d", NOW, slow)
        slow.started.wait(10)
        assert get_or_compute(store, "d", NOW, quick) == quick.entry
        slow.may_end.set()
        assert first.result() == slow.entry


def test_an_entry_expires() -> None:
    store = Store(1_000_000)
    store.put("e", an_entry(seconds=-1))
    assert store.get("e", NOW) is None
    store.put("e", an_entry(b"x" * 900_000))
    assert store.get("e", NOW) is None  # too large


def test_processes_share_entries(redis_url: str) -> None:
    """Two stores act as two processes: they share only Redis."""
    first, second = SharedStore(1_000_000, RedisBreaker(redis_url)), SharedStore(1_000_000, RedisBreaker(redis_url))
    entry, taken = an_entry(b"shared"), threading.Event()

    def wait() -> CacheEntry | None:
        taken.wait(10)
        with second.lock("f", NOW) as found:
            return found

    with ThreadPoolExecutor(1) as pool, first.lock("f", NOW) as found:
        assert found is None
        waiting = pool.submit(wait)
        taken.set()
        first.put("f", entry)
        assert waiting.result() == entry
    assert second.get("f", NOW) == entry


def test_the_lock_of_a_process_that_dies_expires(redis_url: str, settings: Settings) -> None:
    settings.GRAPHQL_TIMEOUT = 0.2
    lock = SharedStore(1_000_000, RedisBreaker(redis_url)).lock("g", NOW)
    lock.__enter__()  # and never exits
    with SharedStore(1_000_000, RedisBreaker(redis_url)).lock("g", NOW) as found:
        assert found is None
    settings.GRAPHQL_TIMEOUT = 10
    with (
        SharedStore(1_000_000, RedisBreaker(redis_url)).lock("h", NOW),
        SharedStore(1_000_000, RedisBreaker(redis_url)).lock("i", NOW) as found,
    ):
        assert found is None  # other entries are not locked


@pytest.mark.django_db
def test_without_redis_each_process_caches_on_its_own(cached: None, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    an_item(title="A")
    client = Client()
    first, second = post(client, "{ revision }"), post(client, "{ revision }")
    assert first.json() == second.json()
    assert ("GraphQL-Cost" in first, "GraphQL-Cost" in second) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_a_popular_operation_that_is_not_cached_runs_once(cached: None) -> None:
    an_item(title="A")
    together = threading.Barrier(MANY)

    def ask() -> bool:
        together.wait(10)
        try:
            return "GraphQL-Cost" in post(Client(), "{ contents(first: 5) { nodes { title } } }")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        futures = [pool.submit(ask) for _ in range(MANY)]
    assert sum(future.result() for future in futures) == 1
