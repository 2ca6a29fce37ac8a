"""Measures searches, and the engine alone for the same queries."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, singledispatch
from typing import Any, cast
from unittest.mock import patch

from publishing.access.audiences import Audience
from publishing.kinds import Kind
from search.base.cursors import CursorPosition
from search.base.fields import Field
from search.base.requests import Facet, Filters, SearchRequest
from search.engines.elasticsearch.cluster import Cluster
from search.engines.elasticsearch.snapshot import ElasticsearchSnapshot
from search.engines.elasticsearch.transport import deadline_at
from search.engines.interface import Engine, EngineRequest, EngineResponse
from search.engines.tantivy.highlights import Highlighter
from search.engines.tantivy.snapshot import TantivySnapshot
from search.engines.tantivy.translate import translate
from search.queries.audience_tiers import FULL_TIER
from search.retrieval.search import run_search
from tests.sizes import sized

ROUNDS = sized(100, 10)
ALL = tuple(Facet)
SEARCHES = {
    "three terms": SearchRequest("watch the gates doors"),
    "three terms, all facets": SearchRequest("watch the gates doors", facets=ALL),
    "three terms, all facets, one kind": SearchRequest(
        "watch the gates doors", facets=ALL, filters=Filters(kinds=(Kind.GUIDANCE,))
    ),
    "a phrase": SearchRequest('"watch the gates"'),
    "a question": SearchRequest("what should I do when someone leaves a bag near the gates of a stadium"),
    "no text, all facets": SearchRequest(facets=ALL),
}


@dataclass(frozen=True)
class Times:
    """Seconds."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Row:
    """The times of one search, ours and the engine's."""

    name: str
    ours: Times
    alone: Times


def measure_searches(engine: Engine) -> Iterator[Row]:
    """Yield the times of each search, alternating with the engine alone, so that noise affects both equally."""
    with patch("search.retrieval.failover.engines", lambda: (engine,)):
        for name, request in SEARCHES.items():
            taken = _alternate(partial(run_search, request), _alone(engine.snapshot(), _capture(request, engine)))
            yield Row(name, *map(_times, taken))


def _alternate(*functions: Callable[[], object]) -> list[list[float]]:
    taken: list[list[float]] = [[] for _ in functions]
    for _ in range(ROUNDS):
        for function, times in zip(functions, taken, strict=True):
            started = time.perf_counter()
            function()
            times.append(time.perf_counter() - started)
    return taken


def _times(taken: list[float]) -> Times:
    ordered = sorted(taken[ROUNDS // 10 :])  # the first ones warm up caches
    return Times(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)])


def _capture(request: SearchRequest, engine: Engine) -> EngineRequest:
    """Return the request that `run_search` sends to the engine."""
    recording = _RecordingEngine(engine)
    with patch("search.retrieval.failover.engines", lambda: (recording,)):
        run_search(request)
    return recording.requests[0]


class _RecordingEngine:
    """An engine that records its requests."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self._engine = engine
        self.requests: list[EngineRequest] = []

    def snapshot(self, after: CursorPosition | None = None, tier: Audience = FULL_TIER) -> "_RecordingEngine":
        self._snapshot = self._engine.snapshot(after, tier)
        return self

    def search(self, request: EngineRequest) -> EngineResponse:
        self.requests.append(request)
        return self._snapshot.search(request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._snapshot, name)


@singledispatch
def _alone(snapshot: Any, request: EngineRequest) -> Callable[[], object]:
    """Return a function that runs a translated request on the engine."""
    raise TypeError(snapshot)


@_alone.register
def _(snapshot: TantivySnapshot, request: EngineRequest) -> Callable[[], object]:
    searcher, query = snapshot.searcher, translate(request.filtered(request.query))
    counted = translate(request.filtered(request.counted))
    wanted = {facet.value: {"terms": {"field": Field.of(facet), "size": 500}} for facet in request.facets}
    assert request.highlight is not None
    highlighter = Highlighter(searcher, request.highlight, request.language)
    order = Field.UPDATED_AT.value if request.newest else None

    def run() -> None:
        found: Any = searcher.search(query, limit=request.limit + 1, order_by_field=order)
        for _, address in found.hits[: request.limit]:
            highlighter.highlight(searcher.doc(address))
        if wanted:
            searcher.aggregate(counted, wanted)

    return run


@_alone.register
def _(snapshot: ElasticsearchSnapshot, request: EngineRequest) -> Callable[[], object]:
    sent: list[Callable[[], object]] = []
    cluster: Any = snapshot._cluster

    class RecordingCluster:
        """A cluster that records its requests."""

        def search(self, send: Callable[[Any], Any], **limits: Any) -> Any:
            def within_deadline() -> None:
                with deadline_at(cluster.search_deadline()):
                    send(cluster.client)

            sent.append(within_deadline)
            return cluster.search(send, **limits)

    ElasticsearchSnapshot(cast(Cluster, RecordingCluster()), snapshot._alias, snapshot.position).search(request)
    return sent[0]
