"""Translates the engine-neutral query tree to Elasticsearch's query DSL."""

from typing import Any

from search.engines.elasticsearch.analysers import GAP, LONGEST_NGRAM, PREANALYSED
from search.engines.elasticsearch.mapping import START_NGRAMS
from search.queries import nodes

Query = dict[str, Any]

MATCH_NONE: Query = {"match_none": {}}


def translate(node: nodes.Node) -> Query:
    """Return the Elasticsearch query for a node of the query tree."""
    match node:
        case nodes.DisMax(parts, tie_breaker):
            return {"dis_max": {"queries": [translate(part) for part in parts], "tie_breaker": tie_breaker}}
        case nodes.Boost(nodes.Term(field, value), factor):
            return {"term": {field: {"value": value, "boost": factor}}}
        case nodes.Boost(inner, factor):
            return {"bool": {"must": [translate(inner)], "boost": factor}}
        case nodes.ConstantScore(inner, score):
            filtered = translate(inner)
            return {"constant_score": {"filter": filtered, "boost": score}} if score else _unscored(filtered)
        case nodes.Bool(must, should, must_not, minimum):
            if minimum > len(should) or not (must or should):
                return MATCH_NONE
            clauses = {
                "must": [translate(part) for part in must],
                "should": [translate(part) for part in should],
                "must_not": [translate(part) for part in must_not],
            }
            return {
                "bool": {name: parts for name, parts in clauses.items() if parts}
                | {"minimum_should_match": minimum if must else max(1, minimum)}
            }
        case _:
            return _translate_leaf(node)


def _translate_leaf(
    node: nodes.MatchAll | nodes.Term | nodes.OneOf | nodes.Phrase | nodes.FuzzyTerm | nodes.Range,
) -> Query:
    match node:
        case nodes.MatchAll():
            return _unscored({"match_all": {}})
        case nodes.Term(field, value):
            return {"term": {field: value}}
        case nodes.OneOf(field, values):
            return _unscored({"terms": {field: list(values)}}) if values else MATCH_NONE
        case nodes.Phrase(field, terms):
            by_position = dict(terms)
            text = " ".join(by_position.get(position, GAP) for position in range(terms[0][0], terms[-1][0] + 1))
            return {"match_phrase": {field: {"query": text, "analyzer": PREANALYSED}}}
        case nodes.FuzzyTerm(field, value, 0, prefix):
            return _unscored({"prefix" if prefix else "term": {field: value}})
        case nodes.FuzzyTerm(field, value, edits, prefix):
            # A word that starts like the value within some edits has an edge n-gram within the same number of edits.
            field, value = (f"{field}.{START_NGRAMS}", value[:LONGEST_NGRAM]) if prefix else (field, value)
            return _unscored({"fuzzy": {field: {"value": value, "fuzziness": edits, "max_expansions": 1000}}})
        case nodes.Range(field, at_least, at_most):
            bounds = {"gte": at_least, "lte": at_most}
            return {"range": {field: {name: bound for name, bound in bounds.items() if bound is not None}}}


def _unscored(query: Query) -> Query:
    return {"bool": {"filter": [query]}}
