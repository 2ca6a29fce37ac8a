"""Relates a query to the documents that its reader can find: how rare its words are, and what unknown ones may be.

A word that no document contains may be two words in one ("guardforce"), half of one ("super vision"), or unfinished
("evacu"). What remains unknown is left to spelling correction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from search.base.analysis import positioned_terms
from search.base.fields import text_fields
from search.base.term_counts import TermCounts
from search.queries.audience_tiers import FULL_TIER
from search.queries.builder import build_answer_query
from search.queries.matching import NOTHING, match_terms
from search.queries.nodes import Bool, FuzzyTerm
from search.queries.parsed_query import Concept, ParsedQuery
from search.queries.weighing import choose_concepts, is_known
from search.retrieval.failover import SearchContext
from search.vocabulary.compiled import PositionedTerms

MAX_FORMS = 4
"""Of how many unknown words other forms are looked for."""
MIN_SPLIT, MIN_START = 4, 3
"""The lengths of the shortest words that may be two, or the start of one."""


def understand(parsed: ParsedQuery, context: SearchContext) -> ParsedQuery:
    """Return the query with the most distinctive of its concepts, weighed, in the forms that documents have."""
    if not (parsed.concepts or parsed.phrases):
        return parsed
    concepts = _join(parsed, context) if parsed.concepts else []
    counts = _count((*concepts, *parsed.phrases), parsed.language, context)
    unknown = [concept for concept in concepts if not is_known(concept, counts)][:MAX_FORMS]
    forms = {concept: _find_form(concept, parsed.language, context) for concept in unknown}
    concepts = [forms.get(concept, concept) for concept in concepts]
    if unknown:
        counts = _count((*concepts, *parsed.phrases), parsed.language, context)
    parsed = choose_concepts(replace(parsed, concepts=tuple(concepts)), counts)
    if not (parsed.concepts and parsed.needed):
        return parsed
    is_answered = context.snapshot.have_matches([build_answer_query(parsed, parsed.needed)], context.visibility)[0]
    return parsed if is_answered else replace(parsed, concepts=())


def _count(concepts: Iterable[Concept], language: str, context: SearchContext) -> TermCounts:
    """Count the documents that the viewer can find, and those with each term.

    Whoever searches all documents must not learn from what is found how many others there are, so theirs are counted.
    """
    forms = (form for concept in concepts for form in (concept.typed, *concept.synonyms))
    terms = sorted({term for form in forms for _, term in form})
    if context.tier != FULL_TIER:
        return context.snapshot.count_terms(terms, language)
    queries = [Bool(must=(match_terms(((0, term),), language), context.visibility)) for term in terms]
    documents, *frequencies = context.snapshot.count_matches([context.visibility, *queries])
    return TermCounts(documents, dict(zip(terms, frequencies, strict=True)))


def _join(parsed: ParsedQuery, context: SearchContext) -> list[Concept]:
    """Return the concepts; neighbours that documents write as one word have it as a synonym."""
    joined = [_joined(one, other, parsed.language) for one, other in pairwise(parsed.concepts)]
    queries = [match_terms(one, parsed.language) if one else NOTHING for one in joined]
    found = context.snapshot.have_matches(queries, context.visibility)
    known = [one if is_found else () for one, is_found in zip(joined, found, strict=True)]
    return [
        replace(concept, synonyms=(*concept.synonyms, *filter(None, (before, after))))
        for concept, before, after in zip(parsed.concepts, [(), *known], [*known, ()], strict=True)
    ]


def _joined(one: Concept, other: Concept, language: str) -> PositionedTerms:
    """Return two neighbouring words as one term; empty if they are not neighbours, or part of the vocabulary."""
    if one.synonyms or other.synonyms or other.typed[0][0] != one.typed[-1][0] + 1:
        return ()
    return positioned_terms("".join(one.words + other.words), language)


def _find_form(concept: Concept, language: str, context: SearchContext) -> Concept:
    """Return an unknown concept with a form that documents have, if there is one."""
    word = concept.words[0] if len(concept.words) == 1 else ""
    if len(word) >= MIN_SPLIT and (split := _find_split(word, language, context)):
        return replace(concept, synonyms=(split,))
    if len(word) >= MIN_START:
        start = FuzzyTerm(text_fields(language).title_tokens, word, 0, prefix=True)
        if context.snapshot.have_matches([start], context.visibility)[0]:
            return replace(concept, start=word)
    return concept


def _find_split(word: str, language: str, context: SearchContext) -> PositionedTerms:
    """Return the two words of which most documents contain one after the other."""
    parts = (positioned_terms(f"{word[:at]} {word[at:]}", language) for at in range(1, len(word)))
    splits = [split for split in parts if len(split) == 2]
    queries = [Bool(must=(match_terms(split, language), context.visibility)) for split in splits]
    return _most(splits, context.snapshot.count_matches(queries))


def _most(splits: Sequence[PositionedTerms], counts: Sequence[int]) -> PositionedTerms:
    count, split = max(zip(counts, splits, strict=True), default=(0, ()))
    return split if count else ()
