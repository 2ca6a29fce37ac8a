"""An index of the cluster, asked."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from elasticsearch import ApiError, Elasticsearch

from publishing.access.audiences import Audience
from search.base.cursors import Place
from search.base.fields import Field, TextFields
from search.base.requests import Filters
from search.engines.elasticsearch.cluster import Cluster, is_hurt
from search.engines.elasticsearch.highlights import highlighting, passages_of
from search.engines.elasticsearch.mapping import OPENING, PASSAGES, VECTOR, fields_in, names_in
from search.engines.elasticsearch.translate import Query, translated
from search.engines.elasticsearch.transport import seconds_left
from search.engines.interface import Counts, EngineRequest, EngineResponse, EngineUnavailableError, LogPosition, Match
from search.engines.similar_words import find_nearest, max_edits
from search.queries.audience_partitions import WHOLE
from search.queries.nodes import Bool, Constant, Node, Term, with_fields

if TYPE_CHECKING:
    from search.semantic.embedding import Vectors

MOST_VALUES = 500
MOST_SUGGESTED = 50
DEEPEST_OFFSET = 9_000
KEPT = "1m"
"""How long a state of the index is kept for the next page."""
_SHARE = 0.8
"""Of the time that is left: the cluster gives up before we do, so that we learn why."""

Json = Mapping[str, Any]
T = TypeVar("T")


class QuestionRefusedError(Exception):
    """The cluster is well and does not take the question: our mistake, whoever searches."""


class ElasticsearchSnapshot:
    """What an alias stands for: newer than `position` at times, never older. Pages after the first are read from one
    state, which the cluster keeps (a point in time)."""

    def __init__(
        self,
        cluster: Cluster,
        alias: str,
        position: LogPosition,
        circle: Audience = WHOLE,
        *,
        frozen: str = "",
        end: float = inf,
    ) -> None:
        self.position = position
        self._circle = circle
        self._names = names_in(circle)
        self._cluster = cluster
        self._alias = alias
        self._frozen = frozen
        self._end = end

    def search(self, question: EngineRequest) -> EngineResponse:
        """Answer a question: one request, if it is about a first page."""
        question = self._in_circle(question)
        if question.after:
            return self._later_page(question, question.after)
        return self._searched(
            [self._body(question), *map(_existence, self._behind(question))],
            lambda answers: self._read(question, answers[0], answers[1:]),
        )

    def count_matches(self, queries: Sequence[Node]) -> list[int]:
        """Return how many documents match each query."""
        return self._searched([_counting(self._looked_up(query)) for query in queries], _totals)

    def have_matches(self, probes: Sequence[Node], gate: Node) -> list[bool]:
        """Return for each probe whether something behind the gate has it."""
        bodies = [_existence(Bool(must=(self._looked_up(probe), gate))) for probe in probes]
        return [total > 0 for total in self._searched(bodies, _totals)]

    def nearest_items(self, vector: "Vectors", floor: float, gate: Node, limit: int) -> list[UUID]:
        """Return what is nearest: the cluster compares all vectors behind the gate (no graph: exact)."""
        nearest = {
            "field": f"{PASSAGES}.{VECTOR}",
            "query_vector": vector.tolist(),
            "similarity": floor,
            "filter": translated(gate),
            "k": limit,
            "num_candidates": limit,
        }
        return self._searched(
            [{"knn": nearest, "size": limit, "_source": False}],
            lambda answers: [UUID(hit["_id"]) for hit in answers[0]["hits"]["hits"]],
        )

    def document_frequencies(self, terms: Collection[str], language: str) -> dict[str, int]:
        """Return in about how many documents each term stands."""
        searched = fields_in(self._circle, language).searched
        bodies = [_counting(Bool(should=tuple(Term(field, term) for field in searched), minimum=1)) for term in terms]
        return dict(zip(terms, self._searched(bodies, _totals), strict=True))

    def similar_words(self, words: Sequence[str], language: str) -> dict[str, list[str]]:
        """Return words of the index within some edits, the nearest first: one request."""
        field = fields_in(self._circle, language).words
        suggesters = {word: _suggester(word, field) for word in words}

        def read(answers: list[Json]) -> dict[str, list[str]]:
            parts = {word: answers[0]["suggest"][word][:1] for word in words}  # none of what is no word to the analyser
            found = {
                word: [option["text"] for part in some for option in part["options"]] for word, some in parts.items()
            }
            return {word: find_nearest(word, options) for word, options in found.items()}

        return self._searched([{"suggest": suggesters, "size": 0}], read)

    def _in_circle(self, question: EngineRequest) -> EngineRequest:
        """Return the question about the fields that the circle is answered from."""
        return replace(
            question,
            query=self._looked_up(question.query),
            counted=self._looked_up(question.counted),
            probes=tuple(map(self._looked_up, question.probes)),
            highlight=self._looked_up(question.highlight) if question.highlight else None,
        )

    def _looked_up(self, node: Node) -> Node:
        return with_fields(node, self._names) if self._names else node

    def _behind(self, question: EngineRequest) -> list[Node]:
        return [Bool(must=(probe, question.gate)) for probe in question.probes]

    def _searched(self, bodies: Sequence[Json], read: Callable[[list[Json]], T]) -> T:
        """Send searches together; return what is read in their answers, behind the breaker as well: an answer that
        cannot be read is a failure of the cluster. So is a part of one: another engine gives a whole one."""
        if not bodies:
            return read([])

        def asked(client: Elasticsearch) -> T:
            limit = _limit()
            searches = [part for body in bodies for part in ({"index": self._alias}, {**body, **limit})]
            answers = [_whole(answer) for answer in client.msearch(searches=searches)["responses"]]
            if len(answers) != len(bodies):
                raise ValueError("There are not as many answers as questions")
            return read(answers)

        return self._cluster.search(asked, end=self._end)

    def _body(self, question: EngineRequest) -> Query:
        return _body(question, fields_in(self._circle, question.language))

    def _later_page(self, question: EngineRequest, place: Place) -> EngineResponse:
        values = list(place.values) or self._values_at(question, place)
        after: Json = {"search_after": values} if values else {"from": min(place.offset, DEEPEST_OFFSET)}
        body = {**self._body(question), **after}
        return self._cluster.search(lambda client: self._read(question, self._found(client, body)), end=self._end)

    def _read(self, question: EngineRequest, page: Json, probed: Sequence[Json] = ()) -> EngineResponse:
        hits = page["hits"]["hits"]
        has_next = len(hits) > question.limit
        matches = self._matches(hits[: question.limit], question)
        return EngineResponse(
            matches=tuple(matches),
            total=_total(page),
            has_next=has_next,
            counts=_counts(page, question),
            found=tuple(total > 0 for total in _totals(probed)),
            end=self._place_after(matches[-1].place, is_last=not has_next) if matches else None,
        )

    def _found(self, client: Elasticsearch, body: Query) -> Json:
        if self._frozen:
            kept = {"id": self._frozen, "keep_alive": KEPT}
            with suppress(ApiError):  # kept for a while only, by a node that may be gone: what is live now will do
                return _whole(client.search(**body, **_limit(), pit=kept).body)
            self._frozen = ""
        return _whole(client.search(**body, **_limit(), index=self._alias).body)

    def _values_at(self, question: EngineRequest, place: Place) -> list[float | str]:
        """Return what the last hit of a page that another engine gave is sorted by here; nothing if it is gone."""
        only = Constant(Term(Field.ITEM, str(place.item_id)), 0.0)
        body = {"query": translated(Bool(must=(question.filtered(question.query), only))), "sort": _order(question)}
        return self._searched(
            [{**body, "size": 1, "_source": False}],
            lambda answers: next((_sorted_by(hit) for hit in answers[0]["hits"]["hits"]), []),
        )

    def _matches(self, hits: Sequence[Json], question: EngineRequest) -> list[Match]:
        before = question.after.offset if question.after else 0
        fields = fields_in(self._circle, question.language)
        return [_match(hit, number, question, fields) for number, hit in enumerate(hits, start=before + 1)]

    def _place_after(self, last: Place, *, is_last: bool) -> Place:
        if is_last or not self._frozen:
            return last
        position = self.position
        return Place(last.offset, last.item_id, last.values, self._frozen, position.sequence, position.mark)


def _body(question: EngineRequest, fields: TextFields) -> Query:
    """Chosen values narrow the hits after the counting, so that each facet can be counted without its own."""
    counted = {"query": translated(Bool(must=(question.query, Constant(question.gate, 0.0))))}
    narrowed: Query = {"query": translated(question.filtered(question.query))}
    if question.facets:
        narrowed = {**counted, "post_filter": translated(Bool(must=tuple(question.filters.values())))}
    return {
        **(narrowed if question.filters else counted),
        **({"aggs": {facet.value: _aggregation(question, facet) for facet in question.facets}}),
        **({"highlight": highlighting(question.highlight, fields)} if question.highlight else {}),
        "size": question.limit + 1,
        "sort": _order(question),
        "track_total_hits": True,
        "_source": False,
        "docvalue_fields": [Field.EDITION, OPENING],
    }


def _order(question: EngineRequest) -> list[Query]:
    newest_first: list[Query] = [{Field.UPDATED_AT: "desc"}, {Field.ITEM: "desc"}]
    return newest_first if question.newest else [{"_score": "desc"}, *newest_first]


def _aggregation(question: EngineRequest, facet: Any) -> Query:
    others = tuple(node for chosen, node in question.filters.items() if chosen != facet)
    values = {"terms": {"field": Field.of(facet), "size": MOST_VALUES}}
    narrowed = translated(Bool(must=others)) if others else {"match_all": {}}
    return {"filter": narrowed, "aggs": {"values": values}}


def _counts(page: Json, question: EngineRequest) -> Counts:
    counted = page["aggregations"] if question.facets else {}
    counts = {
        facet: {str(bucket["key"]): int(bucket["doc_count"]) for bucket in counted[facet.value]["values"]["buckets"]}
        for facet in question.facets
    }
    Filters.of({facet: list(values) for facet, values in counts.items()})  # values that are none are not understood
    return counts


def _counting(query: Node) -> Query:
    return {"query": translated(Bool(must=(Constant(query, 0.0),))), "size": 0, "track_total_hits": True}


def _existence(query: Node) -> Query:
    return {**_counting(query), "terminate_after": 1}


def _suggester(word: str, field: str) -> Query:
    wanted = {
        "field": field,
        "size": MOST_SUGGESTED,
        "suggest_mode": "always",
        "max_edits": max_edits(word),
        "prefix_length": 0,
        "min_word_length": len(word),
        "string_distance": "damerau_levenshtein",
        "max_term_freq": 1_000_000_000,  # a word may be frequent in what the viewer may not read
    }
    return {"text": word, "term": wanted}


def _match(hit: Json, number: int, question: EngineRequest, texts: TextFields) -> Match:
    item_id, edition_id = UUID(hit["_id"]), int(hit["fields"][Field.EDITION][0])
    title, snippet = passages_of(hit, texts)
    score = 0.0 if question.newest else float(hit["_score"])
    place = Place(number, item_id, tuple(_sorted_by(hit)))
    return Match(item_id, edition_id, score, place, title, snippet)


def _sorted_by(hit: Json) -> list[float | str]:
    values = hit["sort"]
    if not isinstance(values, list) or not all(isinstance(value, float | int | str) for value in values):
        raise TypeError("A hit is not sorted by numbers and words")
    return values


def _total(answer: Json) -> int:
    return int(answer["hits"]["total"]["value"])


def _totals(answers: Sequence[Json]) -> list[int]:
    return [_total(answer) for answer in answers]


def _limit() -> Json:
    return {"timeout": f"{max(1, int(seconds_left() * _SHARE * 1000))}ms"}


def _whole(answer: Json) -> Json:
    """Elasticsearch says 200 to a search that it broke off, or that some shards failed."""
    if error := answer.get("error"):
        kind = EngineUnavailableError if is_hurt(answer["status"]) else QuestionRefusedError
        raise kind(f"Elasticsearch could not search: {error['reason']}")
    if answer.get("timed_out") or answer["_shards"]["failed"]:
        raise EngineUnavailableError("Elasticsearch searched only a part in time")
    return answer
