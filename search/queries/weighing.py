"""Weighs the concepts of a query by how rare they are, and sets how much of that weight a match must have.

A rare word says what a question is about, common ones do not: one page about Egypt answers "is it safe to go to Egypt",
ten that say "safe" and "go" do not. A word that no document contains counts as well, so that "horoscope for today" does
not find what happens to be on today; but only as one word, since a long question contains many that no page needs.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil, log

from search.base.term_counts import TermCounts
from search.queries.parsed_query import MAX_TERMS, Concept, ParsedQuery

STEPS = 6
"""The weight of a concept that only one document contains; each clause of a query counts for one step."""
SHARE, BEST_SHARE = 0.2, 0.6
"""The share of the weight of all known concepts that a match must have, and that the best match must have, unless its
title or keywords have the former: a page is about what these say, and mentions much else."""
UNKNOWN_SHARE = 0.6
"""The share of the weight of a word that no document contains."""
ENOUGH, BEST_ENOUGH = 7, 7
"""The most that is required of a match, and of the best one: a long question mentions much that no page needs."""
SMALL_COLLECTION = 100
"""In a smaller collection, how many documents contain a word says little about how rare it is."""
MAX_WEIGHED = 5
"""A longer text is ranked, and any of its concepts suffices."""


def is_known(concept: Concept, counts: TermCounts) -> bool:
    """Whether any document can contain a concept."""
    return bool(concept.start) or _frequency(concept, counts) > 0


def choose_concepts(parsed: ParsedQuery, counts: TermCounts) -> ParsedQuery:
    """Return the query with the most distinctive of its known concepts, weighed."""
    known = [
        replace(concept, weight=_weight(_frequency(concept, counts), counts.documents))
        for concept in parsed.concepts
        if is_known(concept, counts)
    ]
    distinctive = sorted(known, key=lambda concept: -concept.weight)[:MAX_TERMS]
    unknown = tuple(word for concept in parsed.concepts if not is_known(concept, counts) for word in concept.words)
    unknown += tuple(
        word
        for phrase in parsed.phrases
        for word, term in zip(phrase.words, phrase.terms, strict=True)
        if not counts.frequencies.get(term)
    )
    return replace(
        parsed,
        concepts=tuple(concept for concept in known if concept in distinctive),
        required=_required(distinctive, SHARE, ENOUGH, is_complete=not unknown),
        needed=_required(distinctive, BEST_SHARE, BEST_ENOUGH, is_complete=not unknown),
        unknown=unknown,
    )


def _required(concepts: Sequence[Concept], share: float, most: int, *, is_complete: bool) -> int:
    """Return how much of the weight of some concepts a match must have."""
    if len(concepts) > MAX_WEIGHED:
        return 1
    weight = share * sum(concept.weight for concept in concepts)
    return max(1, min(most, ceil(weight + (0 if is_complete else UNKNOWN_SHARE * STEPS))))


def _frequency(concept: Concept, counts: TermCounts) -> int:
    """Return at most how many documents contain all typed terms, or one of the synonyms."""
    forms = (concept.typed, *concept.synonyms)
    return sum(min(counts.frequencies.get(term, 0) for _, term in form) for form in forms)


def _weight(frequency: int, documents: int) -> int:
    """Return from 1 to STEPS, by the inverse document frequency as in BM25."""
    if not frequency:
        return STEPS
    documents = max(documents, SMALL_COLLECTION)
    return max(1, min(STEPS, round(STEPS * _rarity(frequency, documents) / _rarity(1, documents))))


def _rarity(frequency: int, documents: int) -> float:
    frequency = min(frequency, documents)
    return log(1 + (documents - frequency + 0.5) / (frequency + 0.5))
