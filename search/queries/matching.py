"""Builds the parts of a query tree that match what was typed: terms, phrases and concepts with their synonyms."""

from search.base.fields import Field, text_fields
from search.base.question_words import QUESTION_WORDS
from search.queries.nodes import Bool, Boost, ConstantScore, DisMax, FuzzyTerm, Node, OneOf, Phrase, Term
from search.queries.parsed_query import Concept
from search.vocabulary.compiled import PositionedTerms

FIELD_TIE_BREAKER = 0.3
STARTED = 3.0
"""The score of a title with a term of which the start was typed."""
SYNONYM_BOOST = 0.9
"""A synonym counts slightly less than the typed term, and a long synonym no more than a short one."""
SYNONYM_TIE_BREAKER = 0.1
NOTHING = OneOf(Field.ITEM, ())
"""The query that no document matches."""


def match_terms(terms: PositionedTerms, language: str) -> Node:
    """Return the query for a term, or for several as a phrase, in any field."""
    return DisMax(
        tuple(match_terms_in_field(terms, field) for field in text_fields(language).searched), FIELD_TIE_BREAKER
    )


def match_terms_in_field(terms: PositionedTerms, field: str) -> Node:
    """Return the query for a term, or for several as a phrase, in one field."""
    return Term(field, terms[0][1]) if len(terms) == 1 else Phrase(field, terms)


def match_concept(concept: Concept, language: str) -> Node:
    """Return the query for all typed terms, anywhere, or a synonym as a phrase. An acronym that is also a question word
    is matched by its synonyms alone."""
    if concept.start:
        return ConstantScore(FuzzyTerm(text_fields(language).title_tokens, concept.start, 0, prefix=True), STARTED)
    synonyms = tuple(
        Boost(match_terms(synonym, language), _synonym_boost(concept, synonym)) for synonym in concept.synonyms
    )
    if synonyms and QUESTION_WORDS.issuperset(concept.terms):
        return DisMax(synonyms, SYNONYM_TIE_BREAKER)
    typed = tuple(match_terms((term,), language) for term in concept.typed)
    whole = typed[0] if len(typed) == 1 else Bool(must=typed)
    return DisMax((whole, *synonyms), SYNONYM_TIE_BREAKER) if synonyms else whole


def match_concept_in_field(concept: Concept, field: str) -> Node:
    """Return the query for any of the typed terms in one field, or a synonym as a phrase."""
    typed = Bool(should=tuple(Term(field, term) for term in concept.terms), minimum_should_match=1)
    synonyms = (
        Boost(match_terms_in_field(synonym, field), _synonym_boost(concept, synonym)) for synonym in concept.synonyms
    )
    return DisMax((typed, *synonyms), SYNONYM_TIE_BREAKER)


def _synonym_boost(concept: Concept, synonym: PositionedTerms) -> float:
    return SYNONYM_BOOST * min(1.0, len(concept.typed) / len(synonym))
