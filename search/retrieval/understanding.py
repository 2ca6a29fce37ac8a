"""Relates a query to the documents that its reader can find: how rare its words are, and what unknown ones may be.

A word that no document contains may be two words in one ("guardforce"), half of one ("super vision"), or unfinished
("evacu"). What remains unknown is left to spelling correction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from search.base.analysis import positioned_terms
from search.base.fields import text_fields
from search.base.term_counts import TermCounts
from search.queries.audience_tiers import FULL_TIER
from search.queries.matching import match_terms
from search.queries.nodes import Bool, FuzzyTerm, Node
from search.queries.parsed_query import Concept, ParsedQuery
from search.queries.weighing import choose_concepts, is_found, is_known
from search.retrieval.failover import SearchContext
from search.vocabulary.compiled import PositionedTerms

MAX_FORMS = 4
"""Of how many unknown words other forms are looked for."""
MIN_SPLIT, MIN_START = 4, 3
"""The lengths of the shortest words that may be two, or the start of one."""


def understand(parsed: ParsedQuery, context: SearchContext) -> ParsedQuery:
    """Return the query with the most distinctive of its concepts, weighed, in the forms that documents have.

    It takes one request to the engine, and another one if there are unknown words.
    """
    if not (parsed.concepts or parsed.phrases):
        return parsed
    joined = [_join(one, other, parsed.language) for one, other in pairwise(parsed.concepts)]
    counts = _count((*parsed.concepts, *parsed.phrases), joined, parsed.language, context)
    known = [one if is_found(one, counts) else () for one in joined]
    concepts = [
        replace(concept, synonyms=(*concept.synonyms, *filter(None, (before, after))))
        for concept, before, after in zip(parsed.concepts, [(), *known], [*known, ()], strict=False)
    ]
    unknown = [concept for concept in concepts if not is_known(concept, counts)][:MAX_FORMS]
    forms, frequencies = _find_forms(unknown, parsed.language, context) if unknown else ({}, {})
    counts = replace(counts, frequencies={**frequencies, **counts.frequencies})
    return choose_concepts(replace(parsed, concepts=tuple(forms.get(one, one) for one in concepts)), counts)


def _count(
    concepts: Sequence[Concept], joined: Sequence[PositionedTerms], language: str, context: SearchContext
) -> TermCounts:
    """Count the documents that the viewer can find, and those with each term.

    Whoever searches all documents must not learn from what is found how many others there are, so theirs are counted.
    """
    forms = [form for concept in concepts for form in (concept.typed, *concept.synonyms)]
    terms = sorted({term for form in (*forms, *joined) for _, term in form})
    if context.tier != FULL_TIER:
        return context.snapshot.count_terms(terms, language)
    queries = [Bool(must=(match_terms(((0, term),), language), context.visibility)) for term in terms]
    documents, *frequencies = context.snapshot.count_matches([context.visibility, *queries])
    return TermCounts(documents, dict(zip(terms, frequencies, strict=True)))


def _join(one: Concept, other: Concept, language: str) -> PositionedTerms:
    """Return two neighbouring words as one term; empty if they are not neighbours, or part of the vocabulary."""
    if one.synonyms or other.synonyms or other.typed[0][0] != one.typed[-1][0] + 1:
        return ()
    return positioned_terms("".join(one.words + other.words), language)


def _find_forms(
    concepts: Sequence[Concept], language: str, context: SearchContext
) -> tuple[dict[Concept, Concept], dict[str, int]]:
    """Return the form of each unknown concept that most documents have, if any has one, and how many have its terms."""
    possible = [(concept, *form) for concept in concepts for form in _possible_forms(concept, language)]
    counts = context.snapshot.count_matches([Bool(must=(query, context.visibility)) for _, _, query in possible])
    # What two words mean is certain, what someone is still typing is a guess.
    ranked = sorted(zip(counts, possible, strict=True), key=lambda pair: (bool(pair[1][1].synonyms), pair[0]))
    found = {concept: (form, count) for count, (concept, form, _) in ranked if count}
    terms = {term: count for form, count in found.values() for synonym in form.synonyms for _, term in synonym}
    return {concept: form for concept, (form, _) in found.items()}, terms


def _possible_forms(concept: Concept, language: str) -> Iterator[tuple[Concept, Node]]:
    """Yield the pairs of words that a word may be, and the word as the start of another one, each with its query."""
    word = concept.words[0] if len(concept.words) == 1 else ""
    for at in range(1, len(word) if len(word) >= MIN_SPLIT else 0):
        pair = positioned_terms(f"{word[:at]} {word[at:]}", language)
        if len(pair) > 1:
            yield replace(concept, synonyms=(pair,)), match_terms(pair, language)
    if len(word) >= MIN_START:
        yield replace(concept, start=word), FuzzyTerm(text_fields(language).title_tokens, word, 0, prefix=True)
