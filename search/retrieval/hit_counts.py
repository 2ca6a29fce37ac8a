"""Counts the hits that other searches would have."""

from collections.abc import Iterable, Sequence

from search.queries.builder import build_floor_query, build_text_query
from search.queries.filters import filter_query
from search.queries.nodes import MatchAll, Node
from search.queries.parsed_query import ParsedQuery
from search.retrieval.failover import SearchContext


def count_hits(searches: Sequence[tuple[ParsedQuery, Iterable[Node]]], context: SearchContext) -> list[int]:
    """Return how many hits each query has within its filters; none if no document reaches its floor. One request."""
    queries = [
        filter_query(build_text_query(parsed, context.now, ranked=False), context.visibility, filters)
        for parsed, filters in searches
    ]
    floors = [filter_query(build_floor_query(parsed) or MatchAll(), context.visibility, ()) for parsed, _ in searches]
    counts = context.snapshot.count_matches([*queries, *floors])
    return [
        total if reached else 0 for total, reached in zip(counts[: len(searches)], counts[len(searches) :], strict=True)
    ]
