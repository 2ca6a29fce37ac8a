"""What a question asks of a document, as plain data: made of its query tree and kept with it as JSON.

    "kind:briefing"                                this term in this field
    "en:door"                                      this English term in any text of the document
    ["near", "en", [[0, "run"], [1, "hide"]]]      these at these distances in one text
    [2, [clause, clause, clause]]                  two of these at least
    ["not", clause]                                not this

Scores are left out: a document matches or does not. It is read in two ways: one is cheap and may say yes too often
(`may_hold`), the other runs it on an index (search.saved.one_document).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import singledispatch
from typing import Any

from search.base.analysis import LANGUAGES, positioned_terms
from search.base.fields import Field, text_fields
from search.documents.search_document import SearchDocument
from search.queries import nodes

Clause = str | tuple[Any, ...] | list[Any]

NEAR, NOT = "near", "not"
ALWAYS: Clause = (0, ())
NEVER: Clause = (1, ())

_LANGUAGE_OF = {frozenset(text_fields(language).searched): language for language in LANGUAGES}


def leaf(field: str, value: str | int) -> str:
    """Return the clause of one term in one field."""
    return f"{field}:{value}"


@singledispatch
def build_clause(node: nodes.Node) -> Clause:
    """Return what a query tree asks for. What only suggestions use cannot be asked."""
    raise TypeError(f"A saved search has no {type(node).__name__}")


@build_clause.register
def _(node: nodes.MatchAll) -> Clause:
    return ALWAYS


@build_clause.register
def _(node: nodes.Term) -> Clause:
    return leaf(node.field, node.value)


@build_clause.register
def _(node: nodes.OneOf) -> Clause:
    return _at_least(1, [leaf(node.field, value) for value in node.values])


@build_clause.register
def _(node: nodes.Phrase) -> Clause:
    return (NEAR, node.field, node.terms)


@build_clause.register
def _(node: nodes.DisMax) -> Clause:
    return _anywhere(node.parts) or _at_least(1, [build_clause(part) for part in node.parts])


@build_clause.register(nodes.Boost)
@build_clause.register(nodes.ConstantScore)
def _(node: nodes.Boost | nodes.ConstantScore) -> Clause:
    return build_clause(node.node)


@build_clause.register
def _(node: nodes.Bool) -> Clause:
    """Where nothing must be there, one of what should be there must."""
    parts = [build_clause(part) for part in node.must]
    if node.minimum_should_match or (node.should and not node.must):
        parts.append(_at_least(node.minimum_should_match or 1, [build_clause(part) for part in node.should]))
    parts += [(NOT, build_clause(part)) for part in node.must_not]
    return _at_least(len(parts), parts)


def _anywhere(parts: Iterable[nodes.Node]) -> Clause | None:
    """Return the one clause for the same words in each text: most of what is asked for is that."""
    bare = [part.node if isinstance(part, nodes.Boost) else part for part in parts]
    texts = [part for part in bare if isinstance(part, nodes.Term | nodes.Phrase)]
    language = _LANGUAGE_OF.get(frozenset(part.field for part in texts))
    clauses = {build_clause(replace(part, field=language)) for part in texts} if language else set()
    return clauses.pop() if len(clauses) == 1 and len(texts) == len(bare) else None


def _at_least(count: int, parts: Sequence[Clause]) -> Clause:
    """Return the clause for so many of the parts, without those that hold always or never."""
    some = [part for part in parts if part not in (ALWAYS, NEVER)]
    count -= sum(part == ALWAYS for part in parts)
    if count <= 0:
        return ALWAYS
    if count > len(some):
        return NEVER
    return some[0] if len(some) == 1 else (count, tuple(some))


def holds(clause: Clause, has: Callable[[Clause], bool]) -> bool:
    """Whether a clause holds where `has` says so of terms, phrases and exclusions."""
    if isinstance(clause, str) or clause[0] in (NEAR, NOT):
        return has(clause)
    missing, parts = clause
    for part in parts:
        if missing and holds(part, has):
            missing -= 1
    return not missing


def may_hold(clause: Clause, traits: Set[str]) -> bool:
    """Whether a document with these traits may be what is asked for. A no is certain; a yes is not: the places of
    terms and exclusions are not looked at."""
    return holds(clause, lambda part: _may_have(part, traits))


def _may_have(part: Clause, traits: Set[str]) -> bool:
    if isinstance(part, str):
        return part in traits
    return part[0] == NOT or all(leaf(part[1], term) in traits for _, term in part[2])


def document_traits(document: SearchDocument) -> frozenset[str]:
    """Return every term of a document that a clause can ask for."""
    return frozenset(leaf(field, value) for field, value in _terms(document))


def _terms(document: SearchDocument) -> Iterator[tuple[str, str]]:
    texts = (document.title, document.body, document.keywords)
    for field, text in zip(text_fields(document.language).searched, texts, strict=True):
        for _, term in positioned_terms(text, document.language):
            yield field, term
            yield document.language, term
    for facet, values in document.facets.items():
        yield from ((Field.of(facet), value) for value in values)
    yield from ((Field.CODE, code) for code in document.codes)
    yield Field.WHOLE_TITLE, document.whole_title
