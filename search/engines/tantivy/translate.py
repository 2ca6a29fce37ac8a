"""From the neutral query tree to tantivy's queries."""

from functools import singledispatch

from tantivy import FieldType, Occur, Query

from search.engines.tantivy.schema import schema
from search.queries import nodes

FEW = 8
"""Up to so many values are looked up lazily, beside what else must match; a set of more is a bitmap, made in full."""


@singledispatch
def translated(node: nodes.Node) -> Query:
    """Return tantivy's query for a node."""
    raise TypeError(f"No translation for {type(node).__name__}")


@translated.register
def _(node: nodes.Everything) -> Query:
    return Query.const_score_query(Query.all_query(), 0.0)


@translated.register
def _(node: nodes.Term) -> Query:
    return Query.term_query(schema(), node.field, node.value)


@translated.register
def _(node: nodes.OneOf) -> Query:
    if not node.values:
        return Query.empty_query()
    if len(node.values) <= FEW:
        terms = [(Occur.Should, Query.term_query(schema(), node.field, value, "basic")) for value in node.values]
        return Query.const_score_query(Query.boolean_query(terms), 0.0)
    return Query.const_score_query(Query.term_set_query(schema(), node.field, list(node.values)), 0.0)


@translated.register
def _(node: nodes.Phrase) -> Query:
    first = node.terms[0][0]
    return Query.phrase_query(schema(), node.field, [(position - first, term) for position, term in node.terms])


@translated.register
def _(node: nodes.Like) -> Query:
    return Query.const_score_query(
        Query.fuzzy_term_query(schema(), node.field, node.value, distance=node.edits, prefix=node.prefix), 0.0
    )


@translated.register
def _(node: nodes.Range) -> Query:
    return Query.range_query(schema(), node.field, FieldType.Integer, node.at_least, node.at_most)


@translated.register
def _(node: nodes.Best) -> Query:
    return Query.disjunction_max_query([translated(part) for part in node.parts], node.share)


@translated.register
def _(node: nodes.Boosted) -> Query:
    return Query.boost_query(translated(node.node), node.by)


@translated.register
def _(node: nodes.Constant) -> Query:
    return Query.const_score_query(translated(node.node), node.score)


@translated.register
def _(node: nodes.Bool) -> Query:
    should = [(Occur.Should, translated(part)) for part in node.should]
    clauses = [(Occur.Must, translated(part)) for part in node.must]
    clauses += [(Occur.MustNot, translated(part)) for part in node.without]
    if node.minimum and should:
        clauses.append((Occur.Must, Query.boolean_query(should, node.minimum)))
    elif node.minimum:
        clauses.append((Occur.Must, Query.empty_query()))
    else:
        clauses += should
    return Query.boolean_query(clauses)
