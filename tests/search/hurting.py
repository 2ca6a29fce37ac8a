"""A hub whose one node stands behind a proxy that hurts: fixtures, and what tests of it measure."""

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
from tests.search.asking import ask
from tests.search.clustered import clustered
from tests.search.drifting import live_index

T = TypeVar("T")

LONGEST = 4.0
"""Seconds for an answer while a cluster hurts: two on a machine that has nothing else to do."""
RESTING = 0.5
"""Seconds for an answer while the cluster is not asked: mostly some milliseconds."""


@pytest.fixture
def proxy(
    elasticsearch_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], None]
) -> Iterator[Proxy]:
    """What stands between the hub and its node. Three texts are in the index."""
    with proxied(elasticsearch_url) as made, clustered([made.url], settings, monkeypatch):
        for title in ("Watch the doors", "Lock the doors", "Count the windows"):
            publish(title=title)
        drain()
        assert is_whole(ask("doors"))
        monkeypatch.setattr(clusters, "SEARCH_SECONDS", SEARCH_SECONDS)
        yield made
        made.forward()


@pytest.fixture
def rested(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let the time pass in which a breaker has the cluster left alone."""
    passed = 0

    def later() -> None:
        nonlocal passed
        passed += PAUSE_SECONDS + 1
        monkeypatch.setattr("circuitbreaker.monotonic", lambda: monotonic() + passed)

    return later


def this_cluster() -> Cluster:
    """Return what this process asks."""
    return get_cluster(Address(hub.ELASTICSEARCH_URLS))


def is_whole(result: SearchResult) -> bool:
    """Whether the cluster answered, and says that nothing is amiss."""
    return (result.engine, result.degraded) == ("ELASTICSEARCH", False)


def is_poorer(result: SearchResult) -> bool:
    """Whether the local index answered in the cluster's place, and says so."""
    return (result.engine, result.degraded) == ("TANTIVY", True)


def timed(question: Callable[[], T]) -> tuple[T, float]:
    """Return an answer and the seconds that it took."""
    start = monotonic()
    answer = question()
    return answer, monotonic() - start


def differences() -> int:
    """Return how many documents of the cluster's index are not as the log has it; those set aside count as well."""
    return sum(len(part.drifts) for part in compare(live_index("ELASTICSEARCH"), deep=True))
