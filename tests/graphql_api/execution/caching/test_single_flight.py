"""What many ask for at once is made once: in a process, and among processes by Redis, whose absence hurts nobody."""

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
    """An entry that holds for some seconds."""
    return CacheEntry(data, NOW, time.time() + seconds, ("content",))


class Maker:
    """Makes entries slowly, and counts them."""

    def __init__(self, entry: CacheEntry | None = None) -> None:
        self.entry = entry
        self.made = 0
        self.may_end = threading.Event()
        self.begun = threading.Event()

    def __call__(self) -> CacheEntry | None:
        self.made += 1
        self.begun.set()
        self.may_end.wait(10)
        return self.entry


def test_those_who_ask_while_it_is_made_get_the_same() -> None:
    make = Maker(an_entry())
    store = Store(1_000_000)
    with ThreadPoolExecutor(MANY) as pool:
        asked = [pool.submit(get_or_compute, store, "a", NOW, make) for _ in range(MANY)]
        make.begun.wait(10)
        make.may_end.set()
        assert {one.result() for one in asked} == {make.entry}
    assert make.made == 1


def test_what_is_not_to_be_kept_is_made_for_each(settings: Settings) -> None:
    make = Maker(None)
    make.may_end.set()
    store = Store(1_000_000)
    assert [get_or_compute(store, "b", NOW, make) for _ in range(3)] == [None] * 3
    assert make.made == 3


def test_a_failure_concerns_only_who_caused_it() -> None:
    def fail() -> CacheEntry:
        raise ValueError("mine")

    store = Store(1_000_000)
    with pytest.raises(ValueError, match="mine"):
        get_or_compute(store, "c", NOW, fail)
    assert get_or_compute(store, "c", NOW, an_entry) is not None


def test_who_waits_too_long_makes_it_for_itself(settings: Settings) -> None:
    settings.GRAPHQL_TIMEOUT = 0.1
    slow, quick = Maker(an_entry()), Maker(an_entry(b"quick"))
    quick.may_end.set()
    store = Store(1_000_000)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(get_or_compute, store, "d", NOW, slow)
        slow.begun.wait(10)
        assert get_or_compute(store, "d", NOW, quick) == quick.entry
        slow.may_end.set()
        assert first.result() == slow.entry


def test_an_entry_ends_at_its_time() -> None:
    store = Store(1_000_000)
    store.put("e", an_entry(seconds=-1))
    assert store.get("e", NOW) is None
    store.put("e", an_entry(b"x" * 900_000))
    assert store.get("e", NOW) is None  # too large a share of the memory


def test_processes_share_what_one_of_them_makes(redis_url: str) -> None:
    """Two stores stand for two processes: they share nothing but Redis."""
    one, other = SharedStore(1_000_000, RedisBreaker(redis_url)), SharedStore(1_000_000, RedisBreaker(redis_url))
    entry, taken = an_entry(b"shared"), threading.Event()

    def wait() -> CacheEntry | None:
        taken.wait(10)
        with other.lock("f", NOW) as made:
            return made

    with ThreadPoolExecutor(1) as pool, one.lock("f", NOW) as made:
        assert made is None
        waiting = pool.submit(wait)
        taken.set()
        one.put("f", entry)
        assert waiting.result() == entry
    assert other.get("f", NOW) == entry


def test_a_process_that_dies_while_making_holds_nobody_up_for_long(redis_url: str, settings: Settings) -> None:
    settings.GRAPHQL_TIMEOUT = 0.2
    dead = SharedStore(1_000_000, RedisBreaker(redis_url)).lock("g", NOW)
    dead.__enter__()  # and never leaves
    with SharedStore(1_000_000, RedisBreaker(redis_url)).lock("g", NOW) as made:
        assert made is None
    settings.GRAPHQL_TIMEOUT = 10
    with (
        SharedStore(1_000_000, RedisBreaker(redis_url)).lock("h", NOW),
        SharedStore(1_000_000, RedisBreaker(redis_url)).lock("i", NOW) as made,
    ):
        assert made is None  # other entries are not held up at all


@pytest.mark.django_db
def test_without_redis_each_process_keeps_for_itself(cached: None, settings: Settings) -> None:
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    an_item(title="A")
    client = Client()
    first, second = post(client, "{ revision }"), post(client, "{ revision }")
    assert first.json() == second.json()
    assert ("GraphQL-Cost" in first, "GraphQL-Cost" in second) == (True, False)


@pytest.mark.django_db(transaction=True)
def test_a_cold_popular_operation_is_run_once(cached: None) -> None:
    an_item(title="A")
    together = threading.Barrier(MANY)

    def ask() -> bool:
        together.wait(10)
        try:
            return "GraphQL-Cost" in post(Client(), "{ contents(first: 5) { nodes { title } } }")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        asked = [pool.submit(ask) for _ in range(MANY)]
    assert sum(one.result() for one in asked) == 1
