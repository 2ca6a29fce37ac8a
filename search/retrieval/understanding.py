"""Relates a query to the documents that its reader can find: how rare its words are, and what unknown ones may be.

A word that no document contains may be two words in one ("guardforce"), half of one ("super vision"), or unfinished
("evacu"). What remains unknown is left to spelling correction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from search.base.analysis import positioned_terms
from search.base.fields import text_fields
from search.queries.audience_tiers import FULL_TIER
from search.queries.matching import NOTHING, match_concept, match_terms
from search.queries.nodes import Bool, FuzzyTerm, Node
from search.queries.parsed_query import Concept, ParsedQuery
from search.queries.weighing import choose_concepts
from search.retrieval.failover import SearchContext
from search.vocabulary.compiled import PositionedTerms

MAX_FORMS = 4
"""Of how many unknown words other forms are looked for."""
MIN_SPLIT, MIN_START = 4, 3
"""The lengths of the shortest words that may be two, or the start of one."""
MAX_DIGITS = 15
"""No telephone number is longer."""


def understand(parsed: ParsedQuery, context: SearchContext) -> ParsedQuery:
    """Return the query with the most distinctive of its concepts, weighed, in the forms that documents have.

    It takes one request to the engine, and another one if there are unknown words.
    """
    if not (parsed.concepts or parsed.phrases):
        return parsed
    documents, concepts, unknown = _count(parsed, context)
    forms = _find_forms([one for one in concepts if not one.frequency][:MAX_FORMS], parsed.language, context)
    concepts = [forms.get(one, one) for one in concepts]
    return choose_concepts(replace(parsed, concepts=tuple(concepts), unknown=unknown), documents)


def _count(parsed: ParsedQuery, context: SearchContext) -> tuple[int, list[Concept], tuple[str, ...]]:
    """Return how many documents there are, the concepts with their frequencies, and the unknown words in quotes."""
    joined = [_join(one, other, parsed.language) for one, other in pairwise(parsed.concepts)]
    quoted = [pair for phrase in parsed.phrases for pair in zip(phrase.words, phrase.typed, strict=True)]
    queries = [
        *(match_concept(concept, parsed.language) for concept in parsed.concepts),
        *(match_terms(form, parsed.language) if form else NOTHING for form in joined),
        *(match_terms((term,), parsed.language) for _, term in quoted),
    ]
    documents, *counts = context.snapshot.count_matches([context.visibility, *_findable(queries, context)])
    remaining = iter(counts)
    typed, found = list(islice(remaining, len(parsed.concepts))), list(islice(remaining, len(joined)))
    unknown = tuple(word for (word, _), count in zip(quoted, remaining, strict=True) if not count)
    pairs = [((), 0), *zip(joined, found, strict=True), ((), 0)]
    concepts = [
        _add_forms(concept, typed[at], [pair for pair in pairs[at : at + 2] if pair[1]])
        for at, concept in enumerate(parsed.concepts)
    ]
    return documents, concepts, unknown


def _findable(queries: Sequence[Node], context: SearchContext) -> list[Node]:
    """Return the queries for documents that the viewer can find.

    Anyone who searches all documents must not learn from what is found how many others there are; a tier has no others.
    """
    return [Bool(must=(query, context.visibility)) for query in queries] if context.tier == FULL_TIER else list(queries)


def _add_forms(concept: Concept, count: int, joined: Sequence[tuple[PositionedTerms, int]]) -> Concept:
    """Return a concept with its frequency, and with its neighbours as one word, where documents have that."""
    synonyms = (*concept.synonyms, *(form for form, _ in joined))
    return replace(concept, synonyms=synonyms, frequency=count + sum(more for _, more in joined))


def _join(one: Concept, other: Concept, language: str) -> PositionedTerms:
    """Return two neighbouring words as one term; empty if they are not neighbours, or part of the vocabulary."""
    if one.synonyms or other.synonyms or other.typed[0][0] != one.typed[-1][0] + 1:
        return ()
    return positioned_terms("".join(one.words + other.words), language)


def _find_forms(concepts: Sequence[Concept], language: str, context: SearchContext) -> dict[Concept, Concept]:
    """Return the form of each unknown concept that most documents have, if any has one."""
    possible = [(concept, *form) for concept in concepts for form in _possible_forms(concept, language)]
    if not possible:
        return {}
    counts = context.snapshot.count_matches([Bool(must=(query, context.visibility)) for _, _, query in possible])
    # What two words mean is certain, what someone is still typing is a guess.
    ranked = sorted(zip(counts, possible, strict=True), key=lambda pair: (not pair[1][1].start, pair[0]))
    return {concept: replace(form, frequency=count) for count, (concept, form, _) in ranked if count}


def _possible_forms(concept: Concept, language: str) -> Iterator[tuple[Concept, Node]]:
    """Yield the words or groups of digits that a word may be, and the word as the start of another one, each with its
    query."""
    word = concept.words[0] if len(concept.words) == 1 else ""
    for parts in _group_digits(word) if word.isdigit() else _split_word(word):
        form = positioned_terms(" ".join(parts), language)
        if len(form) == len(parts):
            yield replace(concept, synonyms=(form,)), match_terms(form, language)
    if len(word) >= MIN_START:
        yield replace(concept, start=word), FuzzyTerm(text_fields(language).title_tokens, word, 0, prefix=True)


def _split_word(word: str) -> Iterator[tuple[str, ...]]:
    for at in range(1, len(word) if len(word) >= MIN_SPLIT else 0):
        yield word[:at], word[at:]


def _group_digits(number: str) -> Iterator[tuple[str, ...]]:
    """Yield the ways to write a number such as 08001234567 in two or three groups of at least three digits."""
    for first in range(3, len(number) - 2 if len(number) <= MAX_DIGITS else 0):
        yield number[:first], number[first:]
        for second in range(first + 3, len(number) - 2):
            yield number[:first], number[first:second], number[second:]
