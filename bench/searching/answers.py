"""How long answers take, and how long the engine takes for the same queries."""

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
QUESTIONS = {
    "three words": SearchRequest("watch the gates doors"),
    "three words, all facets": SearchRequest("watch the gates doors", facets=ALL),
    "three words, all facets, one kind": SearchRequest(
        "watch the gates doors", facets=ALL, filters=Filters(kinds=(Kind.GUIDANCE,))
    ),
    "a phrase": SearchRequest('"watch the gates"'),
    "a question": SearchRequest("what should I do when somebody leaves a bag near the gates of a stadium"),
    "no text, all facets": SearchRequest(facets=ALL),
}


@dataclass(frozen=True)
class Times:
    """Seconds."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Row:
    """One question's times, ours and the engine's."""

    question: str
    ours: Times
    alone: Times


def answers(engine: Engine) -> Iterator[Row]:
    """Yield the times of each question: ours and the engine's in turn, so that noise falls on both alike."""
    with patch("search.retrieval.failover.engines", lambda: (engine,)):
        for name, request in QUESTIONS.items():
            taken = _in_turn(partial(run_search, request), _alone(engine.snapshot(), _question_of(request, engine)))
            yield Row(name, *map(_times, taken))


def _in_turn(*asked: Callable[[], object]) -> list[list[float]]:
    taken: list[list[float]] = [[] for _ in asked]
    for _ in range(ROUNDS):
        for ask, times in zip(asked, taken, strict=True):
            started = time.perf_counter()
            ask()
            times.append(time.perf_counter() - started)
    return taken


def _times(taken: list[float]) -> Times:
    ordered = sorted(taken[ROUNDS // 10 :])  # the first ones warm caches
    return Times(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)])


def _question_of(request: SearchRequest, engine: Engine) -> EngineRequest:
    """Return what `run_search` asks the engine for a request."""
    listening = _Listening(engine)
    with patch("search.retrieval.failover.engines", lambda: (listening,)):
        run_search(request)
    return listening.questions[0]


class _Listening:
    """An engine that remembers what it was asked."""

    def __init__(self, engine: Engine) -> None:
        self.name = engine.name
        self._engine = engine
        self.questions: list[EngineRequest] = []

    def snapshot(self, after: CursorPosition | None = None, tier: Audience = FULL_TIER) -> "_Listening":
        self._snapshot = self._engine.snapshot(after, tier)
        return self

    def search(self, question: EngineRequest) -> EngineResponse:
        self.questions.append(question)
        return self._snapshot.search(question)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._snapshot, name)


@singledispatch
def _alone(snapshot: Any, question: EngineRequest) -> Callable[[], object]:
    """Return what has the engine answer a question that was translated before."""
    raise TypeError(snapshot)


@_alone.register
def _(snapshot: TantivySnapshot, question: EngineRequest) -> Callable[[], object]:
    searcher, query = snapshot.searcher, translate(question.filtered(question.query))
    counted = translate(question.filtered(question.counted))
    wanted = {facet.value: {"terms": {"field": Field.of(facet), "size": 500}} for facet in question.facets}
    assert question.highlight is not None
    highlighter = Highlighter(searcher, question.highlight, question.language)
    order = Field.UPDATED_AT.value if question.newest else None

    def ask() -> None:
        found: Any = searcher.search(query, limit=question.limit + 1, order_by_field=order)
        for _, address in found.hits[: question.limit]:
            highlighter.highlight(searcher.doc(address))
        if wanted:
            searcher.aggregate(counted, wanted)

    return ask


@_alone.register
def _(snapshot: ElasticsearchSnapshot, question: EngineRequest) -> Callable[[], object]:
    sent: list[Callable[[], object]] = []
    cluster: Any = snapshot._cluster

    class Kept:
        """The cluster, but the request is kept."""

        def search(self, request: Callable[[Any], Any], **limits: Any) -> Any:
            def in_time() -> None:
                with deadline_at(cluster.search_deadline()):
                    request(cluster.client)

            sent.append(in_time)
            return cluster.search(request, **limits)

    ElasticsearchSnapshot(cast(Cluster, Kept()), snapshot._alias, snapshot.position).search(question)
    return sent[0]
