"""The hub with a cluster, for tests: indices of the test's own, and a worker's round by hand."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from pytest_django.fixtures import Settings

from publishing.consumers.registry import consumers, periodic_tasks
from publishing.consumers.worker import Worker
from search.engines.elasticsearch import cluster
from search.indexing.consumers import consumers as search_consumers
from search.indexing.maintenance import IndexMaintenance
from search.retrieval import failover

PATIENCE_SECONDS = 30.0


@contextmanager
def clustered(urls: Sequence[str], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let the hub search with the cluster at these addresses; yield how the names of its indices begin."""
    begins = f"test-{uuid4().hex[:12]}"
    use(urls, begins, settings, monkeypatch)
    yield begins
    with Elasticsearch(list(urls)) as client:
        if names := list(client.indices.get_alias(index=f"{begins}-*")):
            client.indices.delete(index=names)


def use(urls: Sequence[str], begins: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the hub search with a cluster, as a process that has just started.

    Other tests keep the machine busy: only tests of the time limit have it as it is.
    """
    monkeypatch.setattr(cluster, "SEARCH_SECONDS", PATIENCE_SECONDS)
    monkeypatch.setattr(failover, "last_failures", {})
    cluster.get_cluster.cache_clear()
    settings.ELASTICSEARCH_URLS = tuple(urls)
    settings.ELASTICSEARCH_INDEX = begins
    for consumer in search_consumers():
        monkeypatch.setitem(consumers, consumer.name, consumer)
        monkeypatch.setitem(periodic_tasks, f"{consumer.name}-index", IndexMaintenance(consumer))


def work() -> None:
    """One round of a worker; what fails in it is noted with the cursors."""
    worker = Worker("test")
    worker.run_round()
    worker.release()
