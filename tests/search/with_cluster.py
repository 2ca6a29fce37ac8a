"""A hub with a cluster for tests: with indices of the test's own, and rounds of the worker on demand."""

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
def hub_with_cluster(urls: Sequence[str], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let the hub use the cluster at these URLs; yield the prefix of its indices."""
    prefix = f"test-{uuid4().hex[:12]}"
    configure_cluster(urls, prefix, settings, monkeypatch)
    yield prefix
    with Elasticsearch(list(urls)) as client:
        if names := list(client.indices.get_alias(index=f"{prefix}-*")):
            client.indices.delete(index=names)


def configure_cluster(urls: Sequence[str], prefix: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the hub use a cluster, like a process that has just started.

    The deadline is extended because other tests keep the machine busy; tests of the deadline restore it.
    """
    monkeypatch.setattr(cluster, "SEARCH_SECONDS", PATIENCE_SECONDS)
    monkeypatch.setattr(failover, "last_failures", {})
    cluster.get_cluster.cache_clear()
    settings.ELASTICSEARCH_URLS = tuple(urls)
    settings.ELASTICSEARCH_INDEX = prefix
    for consumer in search_consumers():
        monkeypatch.setitem(consumers, consumer.name, consumer)
        monkeypatch.setitem(periodic_tasks, f"{consumer.name}-index", IndexMaintenance(consumer))


def work() -> None:
    """Run one round of a worker; errors are recorded with the cursors."""
    worker = Worker("test")
    worker.run_round()
    worker.release()
