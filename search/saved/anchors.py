"""Anchors: the terms by which the saved searches for a document are looked up.

A document must contain one of a search's anchors to match it. They are indexed rows, so looking up those of a document
is cheap, however many saved searches there are.
"""

from collections.abc import Iterable, Set

from search.base.fields import Field
from search.saved.clauses import NEAR, NOT, Clause, leaf

ANYTHING = "*"
"""The anchor of searches that any document may match."""
MAX_LENGTH = 100
"""Longer anchors are cut, which may add candidates with the same prefix."""

# The estimated share of documents with one value of a field, used to choose the anchors with the fewest candidates.
_FREQUENCIES: dict[str, float] = {
    ANYTHING: 1e6,
    Field.WHOLE_TITLE: 0.0,
    Field.CODE: 0.0,
    Field.COUNTRY: 0.05,
    Field.TOPIC: 0.1,
    Field.WORK_STREAM: 0.15,
    Field.SECTOR: 0.15,
    Field.KIND: 0.2,
    Field.YEAR: 0.2,
    Field.AUDIENCE_FACET: 1.0,
}
# A term of six letters is assumed to be in a tenth of the documents, a longer one in fewer.
_TERM_FREQUENCY = 0.6


def choose_anchors(clause: Clause) -> frozenset[str]:
    """Return terms of which every matching document contains at least one, preferably rare ones.

    If m of n parts are required, a document that matches none of some n - m + 1 parts cannot match.
    """
    if isinstance(clause, str):
        return frozenset((clause[:MAX_LENGTH],))
    head, *rest = clause
    if head in (NOT, 0):
        return frozenset((ANYTHING,))
    if head == NEAR:
        field, terms = rest
        return min((choose_anchors(leaf(field, term)) for _, term in terms), key=_cost)
    (parts,) = rest
    ranked = sorted(map(choose_anchors, parts), key=_cost)
    return frozenset[str]().union(*ranked[: len(parts) - head + 1])


def document_anchors(traits: Iterable[str]) -> frozenset[str]:
    """Return the anchors of a document with these traits."""
    return frozenset((ANYTHING, *(trait[:MAX_LENGTH] for trait in traits)))


def _cost(anchors: Set[str]) -> tuple[float, list[str]]:
    """Return the estimated share of documents with an anchor. Ties are broken consistently: the same clause always has
    the same anchors."""
    frequency = 0.0
    for anchor in anchors:
        field, _, value = anchor.partition(":")
        frequency += _FREQUENCIES[field] if field in _FREQUENCIES else _TERM_FREQUENCY / len(value)
    return frequency, sorted(anchors)
