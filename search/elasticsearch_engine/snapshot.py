"""An index of the cluster, asked."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any
from uuid import UUID

from elasticsearch import ApiError, Elasticsearch

from publishing.audiences import Audience
from search.circles import WHOLE
from search.correction import edits_of, nearest
from search.cursors import Place
from search.elasticsearch_engine.cluster import Cluster, is_hurt
from search.elasticsearch_engine.mapping import OPENING, PASSAGES, VECTOR, fields_in, names_in
from search.elasticsearch_engine.node import seconds_left
from search.elasticsearch_engine.passages import highlighting, passages_of
from search.elasticsearch_engine.translate import Query, translated
from search.engines import Answer, Counts, EngineUnavailableError, Match, Position, Question
from search.fields import Field, TextFields
from search.nodes import Bool, Constant, Node, Term, with_fields

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


class QuestionRefusedError(Exception):
    """The cluster is well and does not take the question: our mistake, whoever searches."""


class ElasticsearchSnapshot:
    """What an alias stands for: newer than `position` at times, never older. Pages after the first are read from one
    state, which the cluster keeps (a point in time)."""

    def __init__(
        self,
        cluster: Cluster,
        alias: str,
        position: Position,
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

    def answer(self, question: Question) -> Answer:
        """Answer a question: one request, if it is about a first page."""
        question = self._in_circle(question)
        if question.after:
            page, probed = self._later_page(question, question.after), []
        else:
            page, *probed = self._searched([self._body(question), *map(_existence, self._behind(question))])
        hits = page["hits"]["hits"]
        has_next = len(hits) > question.limit
        matches = self._matches(hits[: question.limit], question)
        return Answer(
            matches=tuple(matches),
            total=page["hits"]["total"]["value"],
            has_next=has_next,
            counts=_counts(page, question),
            found=tuple(_total(one) > 0 for one in probed),
            end=self._place_after(matches[-1].place, is_last=not has_next) if matches else None,
        )

    def counts(self, queries: Sequence[Node]) -> list[int]:
        """Return how many documents match each query."""
        return [_total(one) for one in self._searched([_counting(self._looked_up(query)) for query in queries])]

    def found(self, probes: Sequence[Node], gate: Node) -> list[bool]:
        """Return for each probe whether something behind the gate has it."""
        behind = (Bool(must=(self._looked_up(probe), gate)) for probe in probes)
        return [_total(one) > 0 for one in self._searched([_existence(query) for query in behind])]

    def nearest(self, vector: "Vectors", floor: float, gate: Node, limit: int) -> list[UUID]:
        """Return what is nearest: the cluster compares all vectors behind the gate (no graph: exact)."""
        nearest = {
            "field": f"{PASSAGES}.{VECTOR}",
            "query_vector": vector.tolist(),
            "similarity": floor,
            "filter": translated(gate),
            "k": limit,
            "num_candidates": limit,
        }
        (answer,) = self._searched([{"knn": nearest, "size": limit, "_source": False}])
        return [UUID(hit["_id"]) for hit in answer["hits"]["hits"]]

    def frequencies(self, terms: Collection[str], language: str) -> dict[str, int]:
        """Return in about how many documents each term stands."""
        searched = fields_in(self._circle, language).searched
        bodies = [_counting(Bool(should=tuple(Term(field, term) for field in searched), minimum=1)) for term in terms]
        return dict(zip(terms, map(_total, self._searched(bodies)), strict=True))

    def similar_words(self, words: Sequence[str], language: str) -> dict[str, list[str]]:
        """Return words of the index within some edits, the nearest first: one request."""
        suggesters = {word: _suggester(word, fields_in(self._circle, language).words) for word in words}
        (answer,) = self._searched([{"suggest": suggesters, "size": 0}])
        return {
            word: nearest(word, [option["text"] for option in answer["suggest"][word][0]["options"]]) for word in words
        }

    def _in_circle(self, question: Question) -> Question:
        """Return the question about the fields that the circle is answered from."""
        if not self._names:
            return question
        return replace(
            question,
            query=self._looked_up(question.query),
            counted=self._looked_up(question.counted),
            probes=tuple(map(self._looked_up, question.probes)),
            highlight=self._looked_up(question.highlight) if question.highlight else None,
        )

    def _looked_up(self, node: Node) -> Node:
        return with_fields(node, self._names) if self._names else node

    def _behind(self, question: Question) -> list[Node]:
        return [Bool(must=(probe, question.gate)) for probe in question.probes]

    def _searched(self, bodies: Sequence[Json]) -> list[Json]:
        """Send searches together. Part of an answer is none: another engine gives a whole one."""
        if not bodies:
            return []

        def asked(client: Elasticsearch) -> list[Json]:
            limit = _limit()
            searches = [part for body in bodies for part in ({"index": self._alias}, {**body, **limit})]
            return [_whole(answer) for answer in client.msearch(searches=searches)["responses"]]

        return self._cluster.search(asked, end=self._end)

    def _body(self, question: Question) -> Query:
        return _body(question, fields_in(self._circle, question.language))

    def _later_page(self, question: Question, place: Place) -> Json:
        values = list(place.values) or self._values_at(question, place)
        after: Json = {"search_after": values} if values else {"from": min(place.offset, DEEPEST_OFFSET)}
        body = {**self._body(question), **after}
        return self._cluster.search(lambda client: self._found(client, body), end=self._end)

    def _found(self, client: Elasticsearch, body: Query) -> Json:
        if self._frozen:
            kept = {"id": self._frozen, "keep_alive": KEPT}
            with suppress(ApiError):  # kept for a while only, by a node that may be gone: what is live now will do
                return _whole(client.search(**body, **_limit(), pit=kept).body)
            self._frozen = ""
        return _whole(client.search(**body, **_limit(), index=self._alias).body)

    def _values_at(self, question: Question, place: Place) -> list[float | str]:
        """Return what the last hit of a page that another engine gave is sorted by here; nothing if it is gone."""
        only = Constant(Term(Field.ITEM, str(place.item_id)), 0.0)
        body = {"query": translated(Bool(must=(question.behind(question.query), only))), "sort": _order(question)}
        (answer,) = self._searched([{**body, "size": 1, "_source": False}])
        return next((hit["sort"] for hit in answer["hits"]["hits"]), [])

    def _matches(self, hits: Sequence[Json], question: Question) -> list[Match]:
        before = question.after.offset if question.after else 0
        fields = fields_in(self._circle, question.language)
        return [_match(hit, number, question, fields) for number, hit in enumerate(hits, start=before + 1)]

    def _place_after(self, last: Place, *, is_last: bool) -> Place:
        if is_last or not self._frozen:
            return last
        position = self.position
        return Place(last.offset, last.item_id, last.values, self._frozen, position.sequence, position.mark)


def _body(question: Question, fields: TextFields) -> Query:
    """Chosen values narrow the hits after the counting, so that each facet can be counted without its own."""
    counted = {"query": translated(Bool(must=(question.query, Constant(question.gate, 0.0))))}
    narrowed: Query = {"query": translated(question.behind(question.query))}
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


def _order(question: Question) -> list[Query]:
    newest_first: list[Query] = [{Field.UPDATED_AT: "desc"}, {Field.ITEM: "desc"}]
    return newest_first if question.newest else [{"_score": "desc"}, *newest_first]


def _aggregation(question: Question, facet: Any) -> Query:
    others = tuple(node for chosen, node in question.filters.items() if chosen != facet)
    values = {"terms": {"field": Field.of(facet), "size": MOST_VALUES}}
    narrowed = translated(Bool(must=others)) if others else {"match_all": {}}
    return {"filter": narrowed, "aggs": {"values": values}}


def _counts(page: Json, question: Question) -> Counts:
    counted = page.get("aggregations", {})
    return {
        facet: {bucket["key"]: bucket["doc_count"] for bucket in counted[facet.value]["values"]["buckets"]}
        for facet in question.facets
    }


def _counting(query: Node) -> Query:
    return {"query": translated(Bool(must=(Constant(query, 0.0),))), "size": 0, "track_total_hits": True}


def _existence(query: Node) -> Query:
    return {**_counting(query), "terminate_after": 1}


def _suggester(word: str, field: str) -> Query:
    wanted = {
        "field": field,
        "size": MOST_SUGGESTED,
        "suggest_mode": "always",
        "max_edits": edits_of(word),
        "prefix_length": 0,
        "min_word_length": len(word),
        "string_distance": "damerau_levenshtein",
        "max_term_freq": 1_000_000_000,  # a word may be frequent in what the viewer may not read
    }
    return {"text": word, "term": wanted}


def _match(hit: Json, number: int, question: Question, texts: TextFields) -> Match:
    fields, item_id = hit["fields"], UUID(hit["_id"])
    title, snippet = passages_of(hit, texts)
    score = 0.0 if question.newest else hit["_score"]
    place = Place(number, item_id, tuple(hit["sort"]))
    return Match(item_id, fields[Field.EDITION][0], score, place, title, snippet)


def _total(answer: Json) -> int:
    total: int = answer["hits"]["total"]["value"]
    return total


def _limit() -> Json:
    return {"timeout": f"{max(1, int(seconds_left() * _SHARE * 1000))}ms"}


def _whole(answer: Json) -> Json:
    """Elasticsearch says 200 to a search that it broke off, or that some shards failed."""
    if error := answer.get("error"):
        kind = EngineUnavailableError if is_hurt(answer["status"]) else QuestionRefusedError
        raise kind(f"Elasticsearch could not search: {error.get('reason', error)}")
    if answer.get("timed_out") or answer["_shards"]["failed"]:
        raise EngineUnavailableError("Elasticsearch searched only a part in time")
    return answer
