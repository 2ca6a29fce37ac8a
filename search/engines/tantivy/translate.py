"""Translates the engine-neutral query tree to tantivy queries."""

from functools import singledispatch

from tantivy import FieldType, Occur, Query

from search.engines.tantivy.schema import schema
from search.queries import nodes

FEW = 8
"""Up to this many values are looked up lazily, alongside the other clauses; a larger set becomes a complete bitmap."""


@singledispatch
def translate(node: nodes.Node) -> Query:
    """Return the tantivy query for a node of the query tree."""
    raise TypeError(f"No translation for {type(node).__name__}")


@translate.register
def _(node: nodes.MatchAll) -> Query:
    return Query.const_score_query(Query.all_query(), 0.0)


@translate.register
def _(node: nodes.Term) -> Query:
    return Query.term_query(schema(), node.field, node.value)


@translate.register
def _(node: nodes.OneOf) -> Query:
    if not node.values:
        return Query.empty_query()
    if len(node.values) <= FEW:
        terms = [(Occur.Should, Query.term_query(schema(), node.field, value, "basic")) for value in node.values]
        return Query.const_score_query(Query.boolean_query(terms), 0.0)
    return Query.const_score_query(Query.term_set_query(schema(), node.field, list(node.values)), 0.0)


@translate.register
def _(node: nodes.Phrase) -> Query:
    first = node.terms[0][0]
    return Query.phrase_query(schema(), node.field, [(position - first, term) for position, term in node.terms])


@translate.register
def _(node: nodes.FuzzyTerm) -> Query:
    return Query.const_score_query(
        Query.fuzzy_term_query(schema(), node.field, node.value, distance=node.edits, prefix=node.prefix), 0.0
    )


@translate.register
def _(node: nodes.Range) -> Query:
    return Query.range_query(schema(), node.field, FieldType.Integer, node.at_least, node.at_most)


@translate.register
def _(node: nodes.DisMax) -> Query:
    return Query.disjunction_max_query([translate(part) for part in node.parts], node.tie_breaker)


@translate.register
def _(node: nodes.Boost) -> Query:
    return Query.boost_query(translate(node.node), node.factor)


@translate.register
def _(node: nodes.ConstantScore) -> Query:
    return Query.const_score_query(translate(node.node), node.score)


@translate.register
def _(node: nodes.Bool) -> Query:
    should = [(Occur.Should, translate(part)) for part in node.should]
    clauses = [(Occur.Must, translate(part)) for part in node.must]
    clauses += [(Occur.MustNot, translate(part)) for part in node.must_not]
    if node.minimum_should_match and should:
        clauses.append((Occur.Must, Query.boolean_query(should, node.minimum_should_match)))
    elif node.minimum_should_match:
        clauses.append((Occur.Must, Query.empty_query()))
    else:
        clauses += should
    return Query.boolean_query(clauses)
