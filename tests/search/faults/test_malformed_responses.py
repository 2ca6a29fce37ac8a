"""JSON that is not Elasticsearch's: the breaker opens, one line is logged, and the other engine answers."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from publishing.access.viewers import ANONYMOUS
from publishing.models import Cursor
from search.base.requests import Facet
from search.engines.elasticsearch.cluster import FAILURES
from search.retrieval.suggestions import suggest
from tests.elasticsearch.proxy import Proxy
from tests.publishing.documents import publish
from tests.search.failing_cluster import after_pause, count_drift, is_complete, is_degraded, proxy, this_cluster
from tests.search.searching import search_for
from tests.search.with_cluster import work

__all__ = ["after_pause", "proxy"]

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]

Change = Callable[[Any], Any]
WRONG: tuple[Any, ...] = (None, "many", [], {}, 1.5)


def always(value: Any) -> Change:
    return lambda answer: value


def in_responses(*path: str | int, to: Any) -> Change:
    """Put something else at a place of each search's answer, if it is there."""

    def changed(answer: Any) -> Any:
        answer = deepcopy(answer)
        for one in answer.get("responses", ()) if isinstance(answer, dict) else ():
            put(one, path, to)
        return answer

    return changed


def put(one: Any, path: tuple[str | int, ...], to: Any) -> None:
    *way, last = path
    for step in way:
        try:
            one = one[step]
        except (LookupError, TypeError):
            return
    if isinstance(one, list | dict) and (last in one if isinstance(one, dict) else len(one)):
        one[last] = to


PLACES: dict[str, tuple[str | int, ...]] = {
    "hits": ("hits",),
    "total": ("hits", "total"),
    "count": ("hits", "total", "value"),
    "list": ("hits", "hits"),
    "hit": ("hits", "hits", 0),
    "id": ("hits", "hits", 0, "_id"),
    "score": ("hits", "hits", 0, "_score"),
    "sort": ("hits", "hits", 0, "sort"),
    "fields": ("hits", "hits", 0, "fields"),
    "edition": ("hits", "hits", 0, "fields", "edition"),
    "aggregations": ("aggregations",),
    "facet": ("aggregations", "kind"),
    "buckets": ("aggregations", "kind", "values", "buckets"),
    "key": ("aggregations", "kind", "values", "buckets", 0, "key"),
    "shards": ("_shards",),
}
WHOLES: dict[str, Change] = {
    "{}": always({}),
    "[]": always([]),
    "null": always(None),
    "a word": always("ok"),
    "a number": always(1),
    "no answers": always({"responses": []}),
    "answers that are none": always({"responses": [None]}),
    "empty answers": always({"responses": [{}, {}, {}]}),
    "an error without a reason": always({"responses": [{"error": "broken"}]}),
    "something else's": always({"status": "ok", "took": 1, "_source": [], "responses": {"a": 1}}),
}


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "search.retrieval.failover"]


@pytest.mark.parametrize("change", WHOLES.values(), ids=WHOLES)
def test_malformed_responses_open_the_breaker_and_are_logged_in_one_line(
    proxy: Proxy, after_pause: Callable[[], None], caplog: pytest.LogCaptureFixture, change: Change
) -> None:
    proxy.rewrite(change)
    this_cluster().positions.clear()
    for _ in range(40):
        found = search_for("doors", facets=(Facet.KIND,))
        assert is_degraded(found)
        assert found.total == 2
    assert [suggestion.text for suggestion in suggest("wat", ANONYMOUS)] == ["Watch the doors"]
    assert this_cluster().breaker_state == "open"
    before = len(proxy.requested)
    search_for("doors")
    assert len(proxy.requested) == before
    (line,) = lines(caplog)
    assert "The response is not in Elasticsearch's format" in line
    assert not [record for record in caplog.records if record.exc_info], "a traceback is of no use"
    proxy.forward()
    after_pause()
    assert is_complete(search_for("doors"))


@pytest.mark.parametrize("place", PLACES)
def test_no_value_of_a_wrong_type_reaches_a_reader(proxy: Proxy, after_pause: Callable[[], None], place: str) -> None:
    for wrong in WRONG:
        proxy.rewrite(in_responses(*PLACES[place], to=wrong))
        found = search_for("doors", facets=(Facet.KIND,))
        assert found.engine in ("TANTIVY", "ELASTICSEARCH")
        if found.degraded:
            assert (found.engine, found.total) == ("TANTIVY", 2)
        else:
            json.dumps([found.total, [hit.score for hit in found.hits], found.end_cursor])
        assert isinstance(found.total, int)
        after_pause()
        proxy.forward()
        assert is_complete(search_for("doors"))


def test_a_gateways_404_page_does_not_mean_that_the_index_is_lost(
    proxy: Proxy, after_pause: Callable[[], None]
) -> None:
    proxy.html(404)
    this_cluster().positions.clear()
    assert is_degraded(search_for("doors"))
    for _ in range(FAILURES):
        work()
    assert "does not answer" in Cursor.objects.get(pk="search-elasticsearch-index").error
    proxy.forward()
    after_pause()
    work()
    assert is_complete(search_for("doors"))
    assert count_drift() == 0


@pytest.mark.parametrize("change", WHOLES.values(), ids=WHOLES)
def test_writes_with_malformed_responses_are_repeated(
    proxy: Proxy, after_pause: Callable[[], None], change: Change, caplog: pytest.LogCaptureFixture
) -> None:
    proxy.path_filter = "_bulk"
    proxy.rewrite(lambda answer: change(answer) if change is not WHOLES["no answers"] else {"items": []})
    publish(title="Mind the doors")
    for _ in range(10):
        work()
    assert "EngineUnavailableError" in Cursor.objects.get(pk="search-elasticsearch").error
    failures = [record for record in caplog.records if record.name == "publishing.consumers.worker"]
    assert len(failures) <= 2, "logged once, and at most once more by the breaker"
    proxy.forward()
    after_pause()
    work()
    assert search_for("doors").total == 3
    assert is_complete(search_for("doors"))
    assert count_drift() == 0
