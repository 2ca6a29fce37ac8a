"""Counts the values of facets, with aggregations."""

from collections.abc import Mapping
from typing import Any

from elasticsearch.dsl import aggs
from elasticsearch.dsl.query import MatchAll

from search.base.fields import Field
from search.base.requests import Facet, Filters
from search.engines.elasticsearch.translate import Query, translate
from search.engines.interface import MAX_FACET_VALUES, Counts, EngineRequest
from search.queries.nodes import Bool

Json = Mapping[str, Any]


def _declare_counts(facet: Facet) -> Query:
    """Return the aggregation that counts a facet's values in all documents that match the query."""
    counts = aggs.Filter(MatchAll())
    counts.bucket("values", aggs.Terms(field=Field.of(facet), size=MAX_FACET_VALUES))
    declared: Query = counts.to_dict()
    return declared


_COUNTS = {facet: _declare_counts(facet) for facet in Facet}
"""Declared once: building the objects for each search would cost more than all of its other work here
(docs/decisions/0106)."""


def facet_aggregation(request: EngineRequest, facet: Facet) -> Query:
    """Return the aggregation that counts a facet's values, without the facet's own filter."""
    other_filters = tuple(node for filtered, node in request.filters.items() if filtered != facet)
    return {**_COUNTS[facet], "filter": translate(Bool(must=other_filters))} if other_filters else _COUNTS[facet]


def read_facet_counts(page: Json, request: EngineRequest) -> Counts:
    """Return the counts in the response to a search."""
    aggregations = page["aggregations"] if request.facets else {}
    counts = {
        facet: {
            str(bucket["key"]): int(bucket["doc_count"]) for bucket in aggregations[facet.value]["values"]["buckets"]
        }
        for facet in request.facets
    }
    Filters.of({facet: list(values) for facet, values in counts.items()})  # raises ValueError for invalid values
    return counts
