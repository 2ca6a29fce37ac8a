"""By what a saved search is looked up.

Its anchors are terms of which a document must have one to match it. They are rows with an index, so that looking those
of a document up costs little, however many saved searches there are.
"""

from collections.abc import Iterable, Set

from search.base.fields import Field
from search.saved.clauses import NEAR, NOT, Clause, leaf

ANYTHING = "*"
"""The anchor of what any document may match."""
LONGEST = 100
"""Longer anchors are cut: what begins alike is then looked at, too."""

# About what share of the documents has a value of a field: a guess of which anchors bring the fewest candidates.
_SHARES: dict[str, float] = {
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
# A word of six letters is taken to be in a tenth of the documents, a longer one in fewer.
_SHARE_OF_WORDS = 0.6


def choose_anchors(clause: Clause) -> frozenset[str]:
    """Return terms of which a document that matches has one at least: the rarest, as far as one can guess.

    Of n parts of which m are asked for, a document that has none of some n - m + 1 has too few.
    """
    if isinstance(clause, str):
        return frozenset((clause[:LONGEST],))
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
    """Return the anchors that a document with these traits has."""
    return frozenset((ANYTHING, *(trait[:LONGEST] for trait in traits)))


def _cost(anchors: Set[str]) -> tuple[float, list[str]]:
    """The guessed share of documents that have one. Among equals the order is fixed: the same clause, the same rows."""
    return sum(map(_share, anchors)), sorted(anchors)


def _share(anchor: str) -> float:
    field, _, value = anchor.partition(":")
    return _SHARES[field] if field in _SHARES else _SHARE_OF_WORDS / len(value)
