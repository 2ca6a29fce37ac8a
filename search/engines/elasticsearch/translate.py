"""Translates the engine-neutral query tree to Elasticsearch's query DSL."""

from functools import singledispatch
from typing import Any

from search.engines.elasticsearch.analysers import GAP, LONGEST_NGRAM, PREANALYSED
from search.engines.elasticsearch.mapping import START_NGRAMS
from search.queries import nodes

Query = dict[str, Any]

MATCH_NONE: Query = {"match_none": {}}


@singledispatch
def translate(node: nodes.Node) -> Query:
    """Return the Elasticsearch query for a node of the query tree."""
    raise TypeError(f"No translation for {type(node).__name__}")


@translate.register
def _(node: nodes.MatchAll) -> Query:
    return _unscored({"match_all": {}})


@translate.register
def _(node: nodes.Term) -> Query:
    return {"term": {node.field: node.value}}


@translate.register
def _(node: nodes.OneOf) -> Query:
    return _unscored({"terms": {node.field: list(node.values)}}) if node.values else MATCH_NONE


@translate.register
def _(node: nodes.Phrase) -> Query:
    terms = dict(node.terms)
    positions = range(node.terms[0][0], node.terms[-1][0] + 1)
    text = " ".join(terms.get(position, GAP) for position in positions)
    return {"match_phrase": {node.field: {"query": text, "analyzer": PREANALYSED}}}


@translate.register
def _(node: nodes.FuzzyTerm) -> Query:
    if not node.edits:
        return _unscored({"prefix" if node.prefix else "term": {node.field: node.value}})
    # A word that starts like the value within some edits has an edge n-gram within the same number of edits.
    field = f"{node.field}.{START_NGRAMS}" if node.prefix else node.field
    value = node.value[:LONGEST_NGRAM] if node.prefix else node.value
    return _unscored({"fuzzy": {field: {"value": value, "fuzziness": node.edits, "max_expansions": 1000}}})


@translate.register
def _(node: nodes.Range) -> Query:
    bounds = {"gte": node.at_least, "lte": node.at_most}
    return {"range": {node.field: {name: bound for name, bound in bounds.items() if bound is not None}}}


@translate.register
def _(node: nodes.DisMax) -> Query:
    return {"dis_max": {"queries": [translate(part) for part in node.parts], "tie_breaker": node.tie_breaker}}


@translate.register
def _(node: nodes.Boost) -> Query:
    if isinstance(node.node, nodes.Term):
        return {"term": {node.node.field: {"value": node.node.value, "boost": node.factor}}}
    return {"bool": {"must": [translate(node.node)], "boost": node.factor}}


@translate.register
def _(node: nodes.ConstantScore) -> Query:
    if not node.score:
        return _unscored(translate(node.node))
    return {"constant_score": {"filter": translate(node.node), "boost": node.score}}


@translate.register
def _(node: nodes.Bool) -> Query:
    if node.minimum_should_match > len(node.should) or not (node.must or node.should):
        return MATCH_NONE
    clauses = {
        "must": [translate(part) for part in node.must],
        "should": [translate(part) for part in node.should],
        "must_not": [translate(part) for part in node.must_not],
    }
    minimum_should_match = node.minimum_should_match if node.must else max(1, node.minimum_should_match)
    return {
        "bool": {name: parts for name, parts in clauses.items() if parts}
        | {"minimum_should_match": minimum_should_match}
    }


def _unscored(query: Query) -> Query:
    return {"bool": {"filter": [query]}}
