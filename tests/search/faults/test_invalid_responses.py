"""A node answers late, partly, invalidly or not at all: another engine answers, reports it, and no search is slow."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind
from search.base.requests import Facet
from search.engines.elasticsearch import cluster as clusters
from search.engines.elasticsearch.cluster import FAILURES
from search.engines.interface import EngineUnavailableError
from search.retrieval.suggestions import suggest
from tests.elasticsearch.proxy import Proxy
from tests.search.failing_cluster import (
    LONGEST,
    RESTING,
    after_pause,
    is_complete,
    is_degraded,
    proxy,
    this_cluster,
    timed,
)
from tests.search.searching import search_for

__all__ = ["after_pause", "proxy"]

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]

BreakNode = Callable[[Proxy], None]
AfterPause = Callable[[], None]


def in_every_search(change: Callable[[dict[str, Any]], None]) -> BreakNode:
    """Change the answer to each search."""

    def changed(answer: Any) -> Any:
        for one in answer.get("responses", ()):
            change(one)
        return answer

    return lambda proxy: proxy.rewrite(changed)


def break_off(answer: dict[str, Any]) -> None:
    """As Elasticsearch answers when its time is up: with 200, and what it has found so far."""
    answer |= {"timed_out": True, "hits": {"total": {"value": 0, "relation": "eq"}, "hits": []}}


def lose_a_shard(answer: dict[str, Any]) -> None:
    """As Elasticsearch answers without one of its shards: with 200, and what the others found."""
    break_off(answer)
    answer["timed_out"] = False
    answer["_shards"] |= {"successful": 0, "failed": 1}


FAULTS: dict[str, BreakNode] = {
    "late": lambda proxy: proxy.delay(60),
    "hanging": Proxy.hang,
    "broken off": Proxy.truncate,
    "a byte now and then": lambda proxy: proxy.trickle(0.2),
    "a byte now and then of the body": lambda proxy: proxy.trickle(0.2, after=400),
    "a page": Proxy.html,
    "a gateway's page": lambda proxy: proxy.html(502),
    "timed out": in_every_search(break_off),
    "a shard failed": in_every_search(lose_a_shard),
}


@pytest.mark.parametrize("break_node", FAULTS.values(), ids=FAULTS)
def test_the_local_index_answers_until_the_node_recovers(
    proxy: Proxy, after_pause: AfterPause, break_node: BreakNode
) -> None:
    break_node(proxy)
    found, seconds = timed(lambda: search_for("doors", facets=(Facet.KIND,)))
    assert is_degraded(found)
    assert found.total == 2
    assert [(value.value, value.count) for value in found.facets[Facet.KIND]] == [(Kind.GUIDANCE, 2)]
    assert seconds < LONGEST
    suggested, seconds = timed(lambda: suggest("wat", ANONYMOUS))
    assert [suggestion.text for suggestion in suggested] == ["Watch the doors"]
    assert seconds < LONGEST
    assert is_degraded(search_for("doors"))
    before = len(proxy.requested)
    found, seconds = timed(lambda: search_for("doors"))
    assert is_degraded(found)
    assert seconds < RESTING
    assert len(proxy.requested) == before, "it got a request although it had failed three times"
    proxy.forward()
    after_pause()
    assert is_complete(search_for("doors"))


def test_the_deadline_covers_all_requests_of_a_search(proxy: Proxy) -> None:
    proxy.delay(1.0)  # each request by itself would be in time
    this_cluster().positions.clear()
    before = len(proxy.requested)
    found, seconds = timed(lambda: search_for("doors"))
    assert is_degraded(found)
    assert len(proxy.requested) == before + 2
    assert seconds < LONGEST


def test_a_node_that_is_too_busy_to_search_gets_no_more_searches(proxy: Proxy) -> None:
    proxy.path_filter = "_msearch"
    proxy.html(503)
    for _ in range(FAILURES):
        this_cluster().positions.clear()  # so that it is looked up, and well
        assert is_degraded(search_for("doors"))
    before = len(proxy.requested)
    assert is_degraded(search_for("doors"))
    assert len(proxy.requested) == before


def test_an_invalid_request_does_not_open_the_breaker(proxy: Proxy) -> None:
    refusal = {"error": {"reason": "too many clauses"}, "status": 400}
    proxy.path_filter = "_msearch"
    proxy.rewrite(lambda answer: {"responses": [refusal for _ in answer["responses"]]})
    assert all(is_degraded(search_for("doors")) for _ in range(FAILURES + 1))
    proxy.forward()
    assert is_complete(search_for("doors"))


def test_only_one_of_many_searches_tests_whether_the_node_is_back(proxy: Proxy, after_pause: AfterPause) -> None:
    proxy.hang()
    seconds = together(32, lambda client: client.cat.health())
    assert max(seconds) < LONGEST, "who finds no free connection waits no longer than the others"
    after_pause()
    seconds = together(8, lambda client: client.cat.nodes())
    assert proxy.requested.count("/_cat/nodes") == 1
    assert sorted(seconds)[-2] < RESTING


def together(count: int, ask_it: Callable[[Elasticsearch], object]) -> list[float]:
    """Let threads search in vain; return how long each took."""

    def search() -> None:
        with pytest.raises(EngineUnavailableError):
            this_cluster().search(ask_it)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(lambda _: timed(search)[1], range(count)))


def test_a_failure_and_the_recovery_are_each_logged_once(
    proxy: Proxy, after_pause: AfterPause, caplog: pytest.LogCaptureFixture
) -> None:
    proxy.html(502)
    for _ in range(FAILURES + 2):
        search_for("doors")
    proxy.forward()
    after_pause()
    for _ in range(2):
        search_for("doors")
    messages = [record.getMessage() for record in caplog.records if record.name == "search.retrieval.failover"]
    assert [message[:27] for message in messages] == ["ELASTICSEARCH does not answ", "ELASTICSEARCH answers again"]


def test_sending_may_take_longer_than_connecting(proxy: Proxy) -> None:
    clusters.get_cluster.cache_clear()  # so that it connects again
    proxy.delay(1.0)  # as long the proxy reads nothing, and what is sent fills the buffers
    body = b'{"query": {"match_none": {}}' + b" " * 24_000_000 + b"}"

    def sent(client: Elasticsearch) -> int:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        return client.perform_request("POST", "/_search", headers=headers, body=body).meta.status

    assert this_cluster().write(sent) == 200
