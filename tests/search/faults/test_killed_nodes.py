"""Nodes of a real cluster of three die: no search fails, no write is lost, and recovered nodes agree with the log.

The figures of docs/search.md are what these tests print with `pytest -s`.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from threading import Event
from time import monotonic
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.log.record import record_publication, record_withdrawal
from search.engines.elasticsearch import cluster as clusters
from search.engines.elasticsearch.cluster import FAILURES, SEARCH_SECONDS
from search.engines.interface import EngineUnavailableError
from tests.elasticsearch.cluster import Cluster
from tests.publishing.documents import a_document, publish
from tests.search.failing_cluster import LONGEST, count_drift, is_complete, is_degraded, timed
from tests.search.index_drift import live_index
from tests.search.searching import search_for, titles
from tests.search.with_cluster import hub_with_cluster, work
from tests.stack import ROOT, Stack, running, until

pytestmark = [pytest.mark.slow, pytest.mark.one_database]

SEARCH = """query ($text: String!, $after: String) {
  search(query: $text, first: 2, after: $after) { totalCount engine degraded pageInfo { endCursor } }
}"""
WRITTEN = 200
"""Publications, of which every fourth is taken back before it counts."""
READERS = 3
MORE_SEARCHES = 300
LISTS = 8
"""Results that people are reading on in: each is kept by one of the nodes."""
MINUTE = 60.0
MOST_WHILE_RESTING = 0.05
"""Seconds, of half of the answers."""


@pytest.fixture
def three(elasticsearch_cluster: Cluster) -> Cluster:
    """Three nodes that are well, whatever another test did to them."""
    restart(elasticsearch_cluster)
    elasticsearch_cluster.wait_for()
    return elasticsearch_cluster


def restart(cluster: Cluster) -> None:
    """Return when the nodes that were dead answer."""
    dead = [node for node in cluster.nodes if not node.running]
    for node in dead:
        node.launch()
    for node in dead:
        node.wait()


@dataclass
class Readers:
    """Threads that search without a pause, and what they got: engine, whether degraded, seconds."""

    stack: Stack
    over: Event = field(default_factory=Event)
    answers: list[tuple[str, bool, float]] = field(default_factory=list)

    @contextmanager
    def reading(self) -> Iterator[None]:
        with ThreadPoolExecutor(READERS) as threads:
            reading = [threads.submit(self._read) for _ in range(READERS)]
            try:
                yield
            finally:
                self.over.set()
        for one in reading:
            one.result()

    def _read(self) -> None:
        while not self.over.is_set():
            found, seconds = timed(partial(search, self.stack, f"document {len(self.answers)}"))
            self.answers.append((found["engine"], found["degraded"], seconds))


def test_a_killed_master_fails_no_search_and_loses_no_write(three: Cluster) -> None:
    given = {"HUB_ELASTICSEARCH_URL": ",".join(three.urls), "HUB_ELASTICSEARCH_INDEX": "killed"}
    with running(**given) as stack:
        with publishing(stack, 8):
            until(lambda: cluster_finds(stack) == 6, MINUTE, "the first publications")
        seconds = [second_page(stack) for _ in range(LISTS)]
        readers = Readers(stack)
        with readers.reading():
            with publishing(stack, WRITTEN):
                until(lambda: cluster_finds(stack) > 10, MINUTE, "some of the publications")
                three.master.kill()
                killed, before = monotonic(), len(readers.answers)
            thirds = [search(stack, after=page["pageInfo"]["endCursor"]) for page in seconds]
            expected = 6 + WRITTEN * 3 // 4
            until(lambda: cluster_finds(stack) == expected, MINUTE, "all publications")
            caught_up = monotonic() - killed
            until(lambda: len(readers.answers) > before + MORE_SEARCHES, MINUTE, "more searches")
        stack.manage("search", "reconcile", "--deep", "--engine", "elasticsearch")  # fails where they differ
    times = sorted(answer[2] for answer in readers.answers[before:])
    print(f"\nmaster killed: {len(times)} searches, p50 {median(times):.3f} s, slowest {times[-1]:.3f} s, ", end="")
    print(f"index knows all {caught_up:.1f} s after")
    assert {answer[:2] for answer in readers.answers} == {("ELASTICSEARCH", False)}
    assert {(page["engine"], page["degraded"]) for page in thirds} == {("ELASTICSEARCH", False)}
    assert times[-1] < LONGEST


def search(stack: Stack, text: str = "document", after: str | None = None) -> dict[str, Any]:
    return stack.graphql(SEARCH, text=text, after=after)["search"]


def cluster_finds(stack: Stack) -> int:
    """Return how many documents the cluster finds; 0 where another engine answers."""
    found = search(stack)
    return 0 if found["degraded"] else int(found["totalCount"])


def second_page(stack: Stack) -> dict[str, Any]:
    """Return a page whose cursor names what a node keeps for the third."""
    return search(stack, after=search(stack)["pageInfo"]["endCursor"])


@contextmanager
def publishing(stack: Stack, count: int) -> Iterator[None]:
    """Publish beside what is done here, and wait for the end."""
    command = [sys.executable, "-m", "tests.publishing.writer", str(count)]
    with subprocess.Popen(command, cwd=ROOT, env=stack.environment, stdout=subprocess.DEVNULL) as writer:
        yield
    assert writer.returncode == 0


@pytest.mark.django_db
def test_a_frozen_node_delays_no_search(
    three: Cluster, settings: Settings, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], None]
) -> None:
    frozen = three.nodes[0].pid
    with hub_with_cluster(three.urls, settings, monkeypatch):
        publish(title="Canary kept")
        drain()
        monkeypatch.setattr(clusters, "SEARCH_SECONDS", SEARCH_SECONDS)
        os.kill(frozen, signal.SIGSTOP)
        try:
            answers = [timed(partial(search_for, "canary")) for _ in range(2 * FAILURES)]
        finally:
            os.kill(frozen, signal.SIGCONT)
    assert all(is_complete(found) or is_degraded(found) for found, _ in answers)
    assert {found.total for found, _ in answers} == {1}
    assert max(seconds for _, seconds in answers) < LONGEST


@pytest.mark.django_db
def test_a_cluster_that_was_down_agrees_with_the_log_within_a_minute(
    three: Cluster, settings: Settings, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], None]
) -> None:
    withdrawn, narrowed = (a_document(title=f"Canary {name}") for name in ("withdrawn", "narrowed"))
    with hub_with_cluster(three.urls, settings, monkeypatch):
        publish(title="Canary kept")
        for document in (withdrawn, narrowed):
            record_publication(document)
        drain()
        assert is_complete(search_for("canary"))
        index = live_index("ELASTICSEARCH").name
        for node in three.nodes:
            node.kill()
        monkeypatch.setattr(clusters, "SEARCH_SECONDS", SEARCH_SECONDS)
        found, first = timed(partial(search_for, "canary"))
        assert is_degraded(found)
        assert first < LONGEST
        assert all(is_degraded(search_for("canary")) for _ in range(FAILURES))
        resting = median(timed(partial(search_for, "canary"))[1] for _ in range(20))
        assert resting < MOST_WHILE_RESTING

        record_withdrawal(withdrawn.content_id, withdrawn.locale)
        sealed = {"audience": Audience.VALIDATED, "marking": Marking.AMBER}
        record_publication(narrowed.model_copy(update=sealed))
        publish(title="Canary new")
        for is_known in (False, True):
            assert shown() == {"Canary kept", *({"Canary new"} if is_known else ())}
            work()
        assert is_degraded(search_for("canary"))
        assert shown(Viewer(Audience.VALIDATED)) == {"Canary kept", "Canary new", "Canary narrowed"}

        restart(three)
        returned = monotonic()
        until(is_up_to_date, MINUTE, "the index to agree with the log")
        print(f"\ncluster gone: first answer {first:.3f} s, then {resting:.4f} s; ", end="")
        print(f"whole again {monotonic() - returned:.1f} s after its nodes answer")
        assert live_index("ELASTICSEARCH").name == index, "it was rebuilt although nothing was lost"
        assert shown() == {"Canary kept", "Canary new"}
        assert shown(Viewer(Audience.VALIDATED)) == {"Canary kept", "Canary new", "Canary narrowed"}


def shown(viewer: Viewer = ANONYMOUS) -> set[str]:
    return set(titles(search_for("canary", viewer=viewer)))


def is_up_to_date() -> bool:
    """Whether the cluster answers, and its index is as the log has it, after another round of the worker."""
    work()
    try:
        return is_complete(search_for("canary")) and not count_drift()
    except EngineUnavailableError:  # who writes has a breaker of its own
        return False
