"""Translates the engine-neutral query tree to tantivy queries."""

from tantivy import FieldType, Occur, Query

from search.engines.tantivy.schema import schema
from search.queries import nodes

FEW = 8
"""Up to this many values are looked up lazily, alongside the other clauses; a larger set becomes a complete bitmap."""


def translate(node: nodes.Node) -> Query:
    """Return the tantivy query for a node of the query tree."""
    match node:
        case nodes.DisMax(parts, tie_breaker):
            return Query.disjunction_max_query([translate(part) for part in parts], tie_breaker)
        case nodes.Boost(inner, factor):
            return Query.boost_query(translate(inner), factor)
        case nodes.ConstantScore(inner, score):
            return Query.const_score_query(translate(inner), score)
        case nodes.Bool():
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
        case _:
            return _translate_leaf(node)


def _translate_leaf(
    node: nodes.MatchAll | nodes.Term | nodes.OneOf | nodes.Phrase | nodes.FuzzyTerm | nodes.Range,
) -> Query:
    match node:
        case nodes.MatchAll():
            return Query.const_score_query(Query.all_query(), 0.0)
        case nodes.Term(field, value):
            return Query.term_query(schema(), field, value)
        case nodes.OneOf(field, values):
            if not values:
                return Query.empty_query()
            if len(values) > FEW:
                return Query.const_score_query(Query.term_set_query(schema(), field, list(values)), 0.0)
            terms = [(Occur.Should, Query.term_query(schema(), field, value, "basic")) for value in values]
            return Query.const_score_query(Query.boolean_query(terms), 0.0)
        case nodes.Phrase(field, terms):
            first = terms[0][0]
            return Query.phrase_query(schema(), field, [(position - first, term) for position, term in terms])
        case nodes.FuzzyTerm(field, value, edits, prefix):
            fuzzy = Query.fuzzy_term_query(schema(), field, value, distance=edits, prefix=prefix)
            return Query.const_score_query(fuzzy, 0.0)
        case nodes.Range(field, at_least, at_most):
            return Query.range_query(schema(), field, FieldType.Integer, at_least, at_most)
