"""What a search costs: requests to the engine, and SQL queries, whatever is typed and however long it is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind
from search.base.requests import Facet
from search.engines.configured import engines
from search.engines.interface import Engine
from search.retrieval import failover
from search.retrieval.suggestions import suggest
from tests.publishing.documents import publish
from tests.search.searching import search_for

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

QUESTION = " ".join(f"lantern{number} what should someone do with a barrier{number}" for number in range(40))
LOG, ITEMS, NAMED = 1, 1, 1
"""SQL queries: how far the log is, the items that were found, and a project of that name."""
UNDERSTAND, FORMS, SEARCH = "count_matches", "count_matches", "search"
CORRECT = ["similar_terms", "have_matches", "have_matches"]


@pytest.fixture
def requests(engine: str, monkeypatch: pytest.MonkeyPatch, drain: Callable[[], None]) -> list[str]:
    """The requests that the engine gets from here on, with some items in its index."""
    for title in ("Watch the lanterns", "Lanterns and barriers", "Barriers at the entrance", "Guard force"):
        publish(title=title)
    publish(Kind.TRAVEL_ADVICE, title="Is it safe to go to France")
    drain()
    search_for("lantern")  # fills the caches of the vocabulary and of the log's position
    sent: list[str] = []
    recorded = [_RecordingEngine(one, sent) for one in engines()[:1]]
    monkeypatch.setattr(failover, "engines", lambda: recorded)
    return sent


class _RecordingEngine:
    """An engine that records which requests its snapshots get; with Elasticsearch, each is one over HTTP."""

    def __init__(self, engine: Engine, sent: list[str]) -> None:
        self.name = engine.name
        self._engine = engine
        self._sent = sent

    def snapshot(self, *given: Any) -> "_RecordingEngine":
        self._snapshot: Any = self._engine.snapshot(*given)
        self.position = self._snapshot.position
        return self

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._snapshot, name)

        def recorded(*given: Any) -> Any:
            self._sent.append(name)
            return method(*given)

        return recorded


@pytest.mark.parametrize(
    ("text", "expected", "sql"),
    [
        pytest.param("", [SEARCH], LOG + ITEMS, id="nothing typed"),
        pytest.param("lantern barriers", [UNDERSTAND, SEARCH], NAMED + LOG + ITEMS, id="plain"),
        pytest.param("Watch the lanterns", [UNDERSTAND, SEARCH], NAMED + LOG + ITEMS, id="a title"),
        pytest.param(QUESTION, [UNDERSTAND, FORMS, SEARCH], LOG, id="a long question"),
        pytest.param("guardforce", [UNDERSTAND, FORMS, SEARCH], NAMED + LOG + ITEMS, id="a joined word"),
        pytest.param("lant", [UNDERSTAND, FORMS, SEARCH], NAMED + LOG + ITEMS, id="a word not finished"),
        pytest.param("the and of", [SEARCH], NAMED + LOG, id="nothing meant"),
        pytest.param(
            "lamterns",
            [UNDERSTAND, FORMS, SEARCH, *CORRECT, UNDERSTAND, SEARCH],
            2 * (NAMED + LOG) + ITEMS,
            id="misspelt",
        ),
        pytest.param("is it safe to go to France", [UNDERSTAND, SEARCH], NAMED + 1 + LOG + ITEMS, id="an answer"),
    ],
)
def test_requests_and_queries_of_a_search(requests: list[str], text: str, expected: list[str], sql: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        search_for(text)
    assert requests == expected
    assert len(queries) == sql, "\n".join(query["sql"] for query in queries.captured_queries)


def test_facets_cost_no_request_of_their_own(requests: list[str]) -> None:
    search_for("lantern", facets=tuple(Facet), kinds=(Kind.GUIDANCE,))
    assert requests == [UNDERSTAND, SEARCH]


@pytest.mark.parametrize(("text", "count"), [("lan", 1), ("lantxrn", 2), ("!!!", 0)])
def test_suggestions_cost_one_request_or_two_for_a_typo(requests: list[str], text: str, count: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        found = suggest(text, ANONYMOUS)
    assert requests == count * [SEARCH]
    assert len(queries) <= LOG + ITEMS
    assert bool(found) == bool(count)


@pytest.mark.elasticsearch
@pytest.mark.parametrize("engine", ["elasticsearch"], indirect=True)
def test_a_request_to_elasticsearch_is_one_over_http(requests: list[str], caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="elastic_transport.transport"):
        search_for("lantern guardforce barriers", facets=tuple(Facet))
    assert requests == [UNDERSTAND, FORMS, SEARCH]
    assert [record.getMessage().split("?")[0].split("/")[-1].split(" ")[0] for record in caplog.records] == 3 * [
        "_msearch"
    ]
