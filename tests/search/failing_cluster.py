"""A hub whose only node is behind a failing proxy: fixtures and measurements for tests."""

from collections.abc import Callable, Iterator
from time import monotonic
from typing import TypeVar

import pytest
from django.conf import settings as hub
from pytest_django.fixtures import Settings

from search.base.results import SearchResult
from search.engines.elasticsearch import cluster as clusters
from search.engines.elasticsearch.cluster import PAUSE_SECONDS, SEARCH_SECONDS, Address, Cluster, get_cluster
from search.indexing.reconcile import compare
from tests.elasticsearch.proxy import Proxy, proxied
from tests.publishing.documents import publish
from tests.search.index_drift import live_index
from tests.search.searching import search_for
from tests.search.with_cluster import hub_with_cluster

T = TypeVar("T")

LONGEST = 4.0
"""Seconds for a search while a cluster is failing: two on an otherwise idle machine."""
RESTING = 0.5
"""Seconds for a search while the breaker is open: usually some milliseconds."""


@pytest.fixture
def proxy(
    elasticsearch_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], None]
) -> Iterator[Proxy]:
    """A proxy between the hub and its node. Three items are indexed."""
    with proxied(elasticsearch_url) as made, hub_with_cluster([made.url], settings, monkeypatch):
        for title in ("Watch the doors", "Lock the doors", "Count the windows"):
            publish(title=title)
        drain()
        assert is_complete(search_for("doors"))
        monkeypatch.setattr(clusters, "SEARCH_SECONDS", SEARCH_SECONDS)
        yield made
        made.forward()


@pytest.fixture
def after_pause(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function that lets the time pass for which a breaker stays open."""
    passed = 0

    def later() -> None:
        nonlocal passed
        passed += PAUSE_SECONDS + 1
        monkeypatch.setattr("circuitbreaker.monotonic", lambda: monotonic() + passed)

    return later


def this_cluster() -> Cluster:
    """Return this process's client for the cluster."""
    return get_cluster(Address(hub.ELASTICSEARCH_URLS))


def is_complete(result: SearchResult) -> bool:
    """Whether the cluster answered completely."""
    return (result.engine, result.degraded) == ("ELASTICSEARCH", False)


def is_degraded(result: SearchResult) -> bool:
    """Whether the local index answered instead of the cluster, and the result says so."""
    return (result.engine, result.degraded) == ("TANTIVY", True)


def timed(search: Callable[[], T]) -> tuple[T, float]:
    """Return a result and the seconds that it took."""
    start = monotonic()
    result = search()
    return result, monotonic() - start


def count_drift() -> int:
    """Return how many documents of the cluster's index differ from the log, including those set aside."""
    return sum(len(batch.drifts) for batch in compare(live_index("ELASTICSEARCH"), deep=True))
