"""Clauses: what a saved search requires of a document, built from its query tree and stored with it as JSON.

    "kind:briefing"                                this term in this field
    "en:door"                                      this English term in any text of the document
    ["near", "en", [[0, "run"], [1, "hide"]]]      these terms at these positions in one text
    [2, [clause, clause, clause]]                  at least two of these
    ["not", clause]                                not this

There are no scores: a document matches or does not. A clause is evaluated in two ways: `may_hold` is cheap and may have
false positives; search.saved.one_document runs it on an index.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import replace
from typing import Any

from search.base.analysis import LANGUAGES, positioned_terms
from search.base.fields import Field, text_fields
from search.documents.search_document import SearchDocument
from search.queries import nodes

Clause = str | tuple[Any, ...] | list[Any]

NEAR, NOT = "near", "not"
ALWAYS: Clause = (0, ())
NEVER: Clause = (1, ())

_FIELD_LANGUAGES = {frozenset(text_fields(language).searched): language for language in LANGUAGES}


def leaf(field: str, value: str | int) -> str:
    """Return the clause for one term in one field."""
    return f"{field}:{value}"


def build_clause(node: nodes.Node) -> Clause:
    """Return the clause for a query tree. Nodes that only suggestions use are not supported."""
    match node:
        case nodes.MatchAll():
            return ALWAYS
        case nodes.Term(field, value):
            return leaf(field, value)
        case nodes.OneOf(field, values):
            return _at_least(1, [leaf(field, value) for value in values])
        case nodes.Phrase(field, terms):
            return (NEAR, field, terms)
        case nodes.DisMax(parts):
            return _any_text(parts) or _at_least(1, [build_clause(part) for part in parts])
        case nodes.Boost(inner) | nodes.ConstantScore(inner):
            return build_clause(inner)
        case nodes.Bool():
            required = [build_clause(part) for part in node.must]
            # Without `must`, at least one part of `should` must match.
            if node.minimum_should_match or (node.should and not node.must):
                required.append(_at_least(node.minimum_should_match or 1, [build_clause(part) for part in node.should]))
            required += [(NOT, build_clause(part)) for part in node.must_not]
            return _at_least(len(required), required)
        case _:
            raise TypeError(f"A saved search cannot contain {type(node).__name__}")


def _any_text(parts: Iterable[nodes.Node]) -> Clause | None:
    """Return a single clause if the parts look for the same terms in each text field, as most do."""
    bare = [part.node if isinstance(part, nodes.Boost) else part for part in parts]
    texts = [part for part in bare if isinstance(part, nodes.Term | nodes.Phrase)]
    language = _FIELD_LANGUAGES.get(frozenset(part.field for part in texts))
    clauses = {build_clause(replace(part, field=language)) for part in texts} if language else set()
    return clauses.pop() if len(clauses) == 1 and len(texts) == len(bare) else None


def _at_least(count: int, parts: Sequence[Clause]) -> Clause:
    """Return the clause for a minimum number of parts, simplified: without parts that always or never hold."""
    some = [part for part in parts if part not in (ALWAYS, NEVER)]
    count -= sum(part == ALWAYS for part in parts)
    if count <= 0:
        return ALWAYS
    if count > len(some):
        return NEVER
    return some[0] if len(some) == 1 else (count, tuple(some))


def holds(clause: Clause, has: Callable[[Clause], bool]) -> bool:
    """Whether a clause holds, given `has` for its terms, phrases and exclusions."""
    if isinstance(clause, str) or clause[0] in (NEAR, NOT):
        return has(clause)
    missing, parts = clause
    for part in parts:
        if missing and holds(part, has):
            missing -= 1
    return not missing


def may_hold(clause: Clause, traits: Set[str]) -> bool:
    """Whether a document with these traits may match. There are false positives, but no false negatives: positions and
    exclusions are ignored."""

    def may_have(part: Clause) -> bool:
        if isinstance(part, str):
            return part in traits
        return part[0] == NOT or all(leaf(part[1], term) in traits for _, term in part[2])

    return holds(clause, may_have)


def document_traits(document: SearchDocument) -> frozenset[str]:
    """Return every term of a document that a clause can require."""
    traits = {leaf(Field.WHOLE_TITLE, document.whole_title), *(leaf(Field.CODE, code) for code in document.codes)}
    texts = (document.text, document.keywords)
    for language in LANGUAGES:  # a document can be found in each
        for field, text in zip(text_fields(language).searched, texts, strict=True):
            for _, term in positioned_terms(text, language):
                traits |= {leaf(field, term), leaf(language, term)}
    for facet, values in document.facets.items():
        traits.update(leaf(Field.of(facet), value) for value in values)
    return frozenset(traits)
