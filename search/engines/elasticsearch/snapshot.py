"""Searches one state of an index of the cluster."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from elasticsearch import ApiError, Elasticsearch

from publishing.access.audiences import Audience
from search.base.cursors import CursorPosition
from search.base.fields import Field, TextFields
from search.base.term_counts import TermCounts
from search.engines.elasticsearch.cluster import Cluster, is_cluster_failure
from search.engines.elasticsearch.facets import facet_aggregation, read_facet_counts
from search.engines.elasticsearch.highlights import highlight_options, read_highlights
from search.engines.elasticsearch.mapping import BODY_START, PASSAGES, VECTOR, tier_field_names, tier_fields
from search.engines.elasticsearch.translate import Query, translate
from search.engines.elasticsearch.transport import seconds_left
from search.engines.interface import (
    EngineRequest,
    EngineResponse,
    EngineUnavailableError,
    LogPosition,
    Match,
)
from search.engines.similar_terms import find_nearest, max_edits
from search.queries.audience_tiers import FULL_TIER, tier_filter
from search.queries.nodes import Bool, ConstantScore, Node, Term, rename_fields

if TYPE_CHECKING:
    from search.semantic.embedding import Vectors

MAX_SUGGESTIONS = 50
DEEPEST_OFFSET = 9_000
COUNTS, TIER = "counts", "tier"
KEEP_ALIVE = "1m"
"""How long the cluster keeps a point in time for the next page."""
_CLUSTER_SHARE = 0.8
"""The cluster's share of the time left: it gives up before we do, so that we learn why."""

Json = Mapping[str, Any]
T = TypeVar("T")


class InvalidRequestError(Exception):
    """The cluster works and rejects the request: a bug of ours, for every viewer."""


class ElasticsearchSnapshot:
    """What an alias points to: at times newer than `position`, never older. Later pages are read from one point in
    time, which the cluster keeps."""

    def __init__(
        self,
        cluster: Cluster,
        alias: str,
        position: LogPosition,
        tier: Audience = FULL_TIER,
        *,
        point_in_time: str = "",
        deadline: float = inf,
    ) -> None:
        self.position = position
        self._tier = tier
        self._field_names = tier_field_names(tier)
        self._cluster = cluster
        self._alias = alias
        self._point_in_time = point_in_time
        self._deadline = deadline

    def search(self, request: EngineRequest) -> EngineResponse:
        """Search: a single HTTP request for a first page."""
        request = replace(
            request,
            query=self._in_tier(request.query),
            counted=self._in_tier(request.counted),
            floor=self._in_tier(request.floor) if request.floor else None,
            highlight=self._in_tier(request.highlight) if request.highlight else None,
        )
        body = _search_body(request, tier_fields(self._tier, request.language))
        if request.after:
            values = list(request.after.sort_values) or self._find_sort_values(request, request.after)
            body |= {"search_after": values} if values else {"from": min(request.after.offset, DEEPEST_OFFSET)}
            return self._cluster.search(
                lambda client: self._read_page(request, self._search_point_in_time(client, body)),
                deadline=self._deadline,
            )
        floor = [_existence_body(Bool(must=(request.floor, request.visibility)))] if request.floor else []

        def read(responses: list[Json]) -> EngineResponse:
            page, *reached = responses
            return self._read_page(request, page) if all(_totals(reached)) else EngineResponse((), 0, has_next=False)

        return self._multi_search([body, *floor], read)

    def count_matches(self, queries: Sequence[Node]) -> list[int]:
        """Return how many documents match each query."""
        return self._multi_search([_count_body(self._in_tier(query)) for query in queries], _totals)

    def have_matches(self, queries: Sequence[Node], visibility: Node) -> list[bool]:
        """Return for each query whether a document that passes the visibility filter matches it."""
        bodies = [_existence_body(Bool(must=(self._in_tier(query), visibility))) for query in queries]
        return [total > 0 for total in self._multi_search(bodies, _totals)]

    def nearest_items(self, vector: "Vectors", floor: float, visibility: Node, limit: int) -> list[UUID]:
        """Return the nearest items: the cluster compares all visible vectors exactly, without a graph."""
        knn = {
            "field": f"{PASSAGES}.{VECTOR}",
            "query_vector": vector.tolist(),
            "similarity": floor,
            "filter": translate(visibility),
            "k": limit,
            "num_candidates": limit,
        }
        return self._multi_search(
            [{"knn": knn, "size": limit, "_source": False}],
            lambda responses: [UUID(hit["_id"]) for hit in responses[0]["hits"]["hits"]],
        )

    def count_terms(self, terms: Collection[str], language: str) -> TermCounts:
        """Count the documents, and at least how many contain each term: one search with a filter for each, which takes
        half the time of 20 searches."""
        searched = tier_fields(self._tier, language).searched
        keys = [(term, field) for term in terms for field in searched]
        filters = {str(number): translate(Term(field, term)) for number, (term, field) in enumerate(keys)}
        counted = {"filters": {"filters": {**filters, TIER: translate(tier_filter(self._tier))}}}

        def read(responses: list[Json]) -> TermCounts:
            buckets = responses[0]["aggregations"][COUNTS]["buckets"]
            frequencies: dict[str, int] = {}
            for number, (term, _) in enumerate(keys):
                frequencies[term] = max(frequencies.get(term, 0), int(buckets[str(number)]["doc_count"]))
            return TermCounts(int(buckets[TIER]["doc_count"]), frequencies)

        return self._multi_search([{"size": 0, "track_total_hits": False, "aggs": {COUNTS: counted}}], read)

    def similar_terms(self, terms: Sequence[str], language: str) -> dict[str, list[str]]:
        """Return terms of the index within some edits of each term, the nearest first: one request."""
        field = tier_fields(self._tier, language).tokens
        suggesters = {
            word: {
                "text": word,
                "term": {
                    "field": field,
                    "size": MAX_SUGGESTIONS,
                    "suggest_mode": "always",
                    "max_edits": max_edits(word),
                    "prefix_length": 0,
                    "min_word_length": len(word),
                    "string_distance": "damerau_levenshtein",
                    "max_term_freq": 1_000_000_000,  # a word may be frequent in what the viewer may not read
                },
            }
            for word in terms
        }

        def read(responses: list[Json]) -> dict[str, list[str]]:
            # Elasticsearch returns no entry for what its analyser does not take for a word.
            entries = {word: responses[0]["suggest"][word][:1] for word in terms}
            return {
                word: find_nearest(word, [option["text"] for entry in found for option in entry["options"]])
                for word, found in entries.items()
            }

        return self._multi_search([{"suggest": suggesters, "size": 0}], read)

    def _in_tier(self, node: Node) -> Node:
        """Return the query with the names of the fields that this tier searches."""
        return rename_fields(node, self._field_names) if self._field_names else node

    def _multi_search(self, bodies: Sequence[Json], read: Callable[[list[Json]], T]) -> T:
        """Send searches together and read their responses inside the breaker: a response that cannot be read, or a
        partial one, is a failure of the cluster, and another engine gives a complete answer."""
        if not bodies:
            return read([])

        def send(client: Elasticsearch) -> T:
            timeout = _timeout()
            searches = [part for body in bodies for part in ({"index": self._alias}, {**body, **timeout})]
            responses = [_checked(response) for response in client.msearch(searches=searches)["responses"]]
            if len(responses) != len(bodies):
                raise ValueError("There are fewer or more responses than searches")
            return read(responses)

        return self._cluster.search(send, deadline=self._deadline)

    def _find_sort_values(self, request: EngineRequest, after: CursorPosition) -> list[float | str]:
        """Return this engine's sort values of the last hit of another engine's page; empty if it no longer matches."""
        only = ConstantScore(Term(Field.ITEM, str(after.item_id)), 0.0)
        query = translate(Bool(must=(request.filtered(request.query), only)))
        return self._multi_search(
            [{"query": query, "sort": _order(request), "size": 1, "_source": False}],
            lambda responses: next((_sort_values(hit) for hit in responses[0]["hits"]["hits"]), []),
        )

    def _search_point_in_time(self, client: Elasticsearch, body: Query) -> Json:
        if self._point_in_time:
            pit = {"id": self._point_in_time, "keep_alive": KEEP_ALIVE}
            # It expires, and its node may be gone: then the live state has to do.
            with suppress(ApiError):
                return _checked(client.search(**body, **_timeout(), pit=pit).body)
            self._point_in_time = ""
        return _checked(client.search(**body, **_timeout(), index=self._alias).body)

    def _read_page(self, request: EngineRequest, page: Json) -> EngineResponse:
        hits = page["hits"]["hits"]
        has_next = len(hits) > request.limit
        start = request.after.offset if request.after else 0
        fields = tier_fields(self._tier, request.language)
        matches = tuple(
            _read_match(hit, number, request, fields) for number, hit in enumerate(hits[: request.limit], start + 1)
        )
        end = matches[-1].cursor_position if matches else None
        if end and has_next and self._point_in_time:
            end = replace(
                end,
                snapshot_id=self._point_in_time,
                sequence=self.position.sequence,
                fingerprint=self.position.fingerprint,
            )
        return EngineResponse(
            matches=matches,
            total=_total(page),
            has_next=has_next,
            counts=read_facet_counts(page, request),
            end=end,
        )


def _search_body(request: EngineRequest, fields: TextFields) -> Query:
    """With facets, filters apply after the aggregations, so that each facet can be counted without its own filter."""
    query: Query = {"query": translate(Bool(must=(request.query, ConstantScore(request.visibility, 0.0))))}
    if request.filters and request.facets:
        query["post_filter"] = translate(Bool(must=tuple(request.filters.values())))
    elif request.filters:
        query = {"query": translate(request.filtered(request.query))}
    return {
        **query,
        "aggs": {facet.value: facet_aggregation(request, facet) for facet in request.facets},
        **({"highlight": highlight_options(request.highlight, fields)} if request.highlight else {}),
        "size": request.limit + 1,
        "sort": _order(request),
        "track_total_hits": True,
        "_source": False,
        "docvalue_fields": [Field.EDITION, BODY_START],
    }


def _order(request: EngineRequest) -> list[Query]:
    newest_first: list[Query] = [{Field.UPDATED_AT: "desc"}, {Field.ITEM: "desc"}]
    return newest_first if request.newest else [{"_score": "desc"}, *newest_first]


def _count_body(query: Node) -> Query:
    return {"query": translate(Bool(must=(ConstantScore(query, 0.0),))), "size": 0, "track_total_hits": True}


def _existence_body(query: Node) -> Query:
    return {**_count_body(query), "terminate_after": 1}


def _read_match(hit: Json, number: int, request: EngineRequest, fields: TextFields) -> Match:
    item_id, edition_id = UUID(hit["_id"]), int(hit["fields"][Field.EDITION][0])
    title_html, snippet_html = read_highlights(hit, fields)
    score = 0.0 if request.newest else float(hit["_score"])
    place = CursorPosition(number, item_id, tuple(_sort_values(hit)))
    return Match(item_id, edition_id, score, place, title_html, snippet_html)


def _sort_values(hit: Json) -> list[float | str]:
    values = hit["sort"]
    if not isinstance(values, list) or not all(isinstance(value, float | int | str) for value in values):
        raise TypeError("A hit is not sorted by numbers and strings")
    return values


def _total(response: Json) -> int:
    return int(response["hits"]["total"]["value"])


def _totals(responses: Sequence[Json]) -> list[int]:
    return [_total(response) for response in responses]


def _timeout() -> Json:
    return {"timeout": f"{max(1, int(seconds_left() * _CLUSTER_SHARE * 1000))}ms"}


def _checked(response: Json) -> Json:
    """Raise an error for a search that failed: the status is 200 even if it timed out or some shards failed."""
    if error := response.get("error"):
        kind = EngineUnavailableError if is_cluster_failure(response["status"]) else InvalidRequestError
        raise kind(f"Elasticsearch could not search: {error['reason']}")
    if response.get("timed_out") or response["_shards"]["failed"]:
        raise EngineUnavailableError("Elasticsearch completed only a part of the search in time")
    return response
