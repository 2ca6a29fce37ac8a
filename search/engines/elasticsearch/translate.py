"""From the neutral query tree to Elasticsearch's query language."""

from functools import singledispatch
from typing import Any

from search.engines.elasticsearch.analysers import GAP, GIVEN_TERMS, LONGEST_BEGINNING
from search.engines.elasticsearch.mapping import BEGUN
from search.queries import nodes

Query = dict[str, Any]

NOTHING: Query = {"match_none": {}}


@singledispatch
def translated(node: nodes.Node) -> Query:
    """Return Elasticsearch's query for a node."""
    raise TypeError(f"No translation for {type(node).__name__}")


@translated.register
def _(node: nodes.Everything) -> Query:
    return _unscored({"match_all": {}})


@translated.register
def _(node: nodes.Term) -> Query:
    return {"term": {node.field: node.value}}


@translated.register
def _(node: nodes.OneOf) -> Query:
    return _unscored({"terms": {node.field: list(node.values)}}) if node.values else NOTHING


@translated.register
def _(node: nodes.Phrase) -> Query:
    return {"match_phrase": {node.field: {"query": _with_gaps(node.terms), "analyzer": GIVEN_TERMS}}}


@translated.register
def _(node: nodes.Like) -> Query:
    if not node.edits:
        return _unscored({"prefix" if node.prefix else "term": {node.field: node.value}})
    # What begins so, give or take an edit, has a beginning that is so, give or take an edit.
    field = f"{node.field}.{BEGUN}" if node.prefix else node.field
    value = node.value[:LONGEST_BEGINNING] if node.prefix else node.value
    return _unscored({"fuzzy": {field: {"value": value, "fuzziness": node.edits, "max_expansions": 1000}}})


@translated.register
def _(node: nodes.Range) -> Query:
    bounds = {"gte": node.at_least, "lte": node.at_most}
    return {"range": {node.field: {name: bound for name, bound in bounds.items() if bound is not None}}}


@translated.register
def _(node: nodes.Best) -> Query:
    return {"dis_max": {"queries": [translated(part) for part in node.parts], "tie_breaker": node.share}}


@translated.register
def _(node: nodes.Boosted) -> Query:
    if isinstance(node.node, nodes.Term):
        return {"term": {node.node.field: {"value": node.node.value, "boost": node.by}}}
    return {"bool": {"must": [translated(node.node)], "boost": node.by}}


@translated.register
def _(node: nodes.Constant) -> Query:
    if not node.score:
        return _unscored(translated(node.node))
    return {"constant_score": {"filter": translated(node.node), "boost": node.score}}


@translated.register
def _(node: nodes.Bool) -> Query:
    if node.minimum > len(node.should) or not (node.must or node.should):
        return NOTHING
    clauses = {
        "must": [translated(part) for part in node.must],
        "should": [translated(part) for part in node.should],
        "must_not": [translated(part) for part in node.without],
    }
    minimum = node.minimum if node.must else max(1, node.minimum)
    return {"bool": {name: some for name, some in clauses.items() if some} | {"minimum_should_match": minimum}}


def _unscored(query: Query) -> Query:
    return {"bool": {"filter": [query]}}


def _with_gaps(terms: tuple[tuple[int, str], ...]) -> str:
    """Return the terms with a mark for each place between them that has none."""
    places = dict(terms)
    return " ".join(places.get(place, GAP) for place in range(terms[0][0], terms[-1][0] + 1))
