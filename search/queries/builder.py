"""Builds query trees, independent of any engine.

Relevance: OR with minimum-should-match over the terms, each scored by its best field; then boosts for all terms and for
the exact phrase, constant scores that put an exact title or code first, and a small bounded boost for recent updates.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from search.base.analysis import code_key, title_key, tokenize
from search.base.fields import Field, microseconds, text_fields
from search.base.question_words import QUESTION_WORDS
from search.base.requests import Facet
from search.queries.access import access_filter
from search.queries.nodes import (
    Bool,
    Boost,
    ConstantScore,
    DisMax,
    FuzzyTerm,
    MatchAll,
    Node,
    OneOf,
    Phrase,
    Range,
    Term,
)
from search.queries.parser import MAX_TERMS, Concept, ParsedQuery
from search.vocabulary.compiled import PositionedTerms

TITLE_BOOST = 0.6
"""A term in the title counts so much more than one in the text only."""
NAMED_COUNTRY = 8.0
"""The travel advice for a country that is named in the query has so much more: about as much as a rare term."""
FIELD_TIE_BREAKER = 0.3
ALL_TERMS_BOOST = 0.3
PHRASE_BOOST = 0.5
STARTED = 3.0
"""The score of a title with a term of which the start was typed."""
UNNAMED_COUNTRY = 2.0
"""What is not about a country has so much more if none is named: any country's advice is about many things."""
PREFERRED_BOOST = 1.0
SYNONYM_BOOST = 0.9
"""A synonym counts slightly less than the typed term, and a long synonym no more than a short one."""
SYNONYM_TIE_BREAKER = 0.1
PINNED, PINNED_STEP = 100_000.0, 10_000.0
"""The score of the first best bet, and how much less each further one has: more than an exact title and all terms can
add up to."""
EXACT = 1000.0
CODE_WITHIN = 100.0
MAX_PROXIMITY_TERMS = 8
"""No document contains all terms of a longer text."""
RECENCY = ((30, 0.2), (180, 0.2), (730, 0.1))
"""Days, and the boost for an update within them: at most half a point in total, less than one rare term."""
MIN_FUZZY_LENGTH = 4
"""Shorter terms are not matched fuzzily: everything is similar to them."""
MAX_SUGGESTION_TERMS = 8
NOTHING = OneOf(Field.ITEM, ())
"""The query that no document matches."""


def build_text_query(parsed: ParsedQuery, now: datetime, *, ranked: bool = True) -> Node:
    """Return the query for a text, without visibility and facet filters.

    Leave out the parts that only affect ranking (`ranked=False`) for counts: they cost time.
    """
    if parsed.is_empty:
        return MatchAll()
    if parsed.means_nothing:
        return NOTHING
    must = tuple(_any_field(phrase.typed, parsed.language) for phrase in parsed.phrases)
    exact, proximity = _exact_matches(parsed), _proximity(parsed)
    if parsed.concepts or not must:
        must, exact = (*must, _free_text(parsed, exact)), ()
    must_not = tuple(_any_field(phrase, parsed.language) for phrase in parsed.excluded)
    if parsed.missing_country:
        must_not += (OneOf(Field.KIND, (Kind.TRAVEL_ADVICE,)),)
    should = (
        (*exact, *proximity, *_titles(parsed), *_no_country(parsed), *_recency(now))
        if ranked and parsed.is_scored
        else ()
    )
    return Bool(must=must, should=should, must_not=must_not)


def build_highlight_query(parsed: ParsedQuery) -> Node:
    """Return the query whose terms are highlighted in titles and snippets: those typed, and their synonyms."""
    sought = (*parsed.concepts, *parsed.phrases)
    terms = [term for one in sought for form in (one.typed, *one.synonyms) for _, term in form]
    fields = text_fields(parsed.language)
    shown = (fields.title, fields.body)
    return Bool(should=tuple(Term(field, term) for term in dict.fromkeys(terms) for field in shown))


def visibility_filter(viewer: Viewer, locale: str, now: datetime, hidden: Iterable[str]) -> Node:
    """Return the filter for what the viewer may see, as `visible_to` does in SQL. Every query is restricted by it,
    including counts and facets."""
    expired = Range(Field.EXPIRES_AT, at_most=microseconds(now))
    return Bool(
        must=(OneOf(Field.LOCALE, (locale,)), access_filter(viewer)),
        must_not=(expired, OneOf(Field.ITEM, tuple(sorted(hidden)))),
    )


def facet_filters(chosen: dict[Facet, tuple[str, ...]]) -> dict[Facet, Node]:
    """Return the filter for the chosen values of each facet."""
    return {facet: OneOf(Field.of(facet), values) for facet, values in chosen.items()}


def filter_query(query: Node, visibility: Node, filters: Iterable[Node]) -> Node:
    """Return the query restricted by visibility and filters, which do not affect the score."""
    return Bool(must=(query, ConstantScore(Bool(must=(visibility, *filters)), 0.0)))


def build_strict_query(parsed: ParsedQuery) -> Node:
    """Return the query for documents that contain all of a text: each of its concepts, and what is in quotes.

    Whether a document matches depends on nothing else in the hub: this is the rule of saved searches.
    """
    if parsed.is_empty:
        return MatchAll()
    if parsed.means_nothing:
        return NOTHING
    exact, must_not = (
        _exact_matches(parsed)[:2],
        tuple(_any_field(phrase, parsed.language) for phrase in parsed.excluded),
    )
    must = tuple(_any_field(phrase.typed, parsed.language) for phrase in (*parsed.phrases, *parsed.preferred))
    if parsed.is_single_code:
        must = (Bool(should=(_any_field(parsed.free_terms, parsed.language), *exact), minimum_should_match=1),)
    elif parsed.concepts:
        must += (Bool(should=(all_concepts_query(parsed), *exact), minimum_should_match=1),)
    elif not must and not must_not:
        must = (Bool(should=exact, minimum_should_match=1),)
    return Bool(must=(MatchAll(), *must), must_not=must_not)


def all_concepts_query(parsed: ParsedQuery) -> Node:
    """Return the query for documents that contain all concepts."""
    return Bool(must=tuple(_concept(concept, parsed.language) for concept in parsed.concepts))


def terms_query(terms: PositionedTerms, language: str) -> Node:
    """Return the query for a term, or for several as a phrase, in any field."""
    return _any_field(terms, language)


def build_whole_phrase_query(parsed: ParsedQuery) -> Node:
    """Return the query for the free terms as one phrase."""
    return _any_field(parsed.free_terms, parsed.language) if parsed.free_terms else NOTHING


def build_suggestion_query(text: str, language: str, now: datetime, *, edits: int = 0) -> Node | None:
    """Return the query for titles that contain the typed terms, the last one as a prefix, and for codes with the text
    as a prefix; None if there are no terms."""
    typed = tokenize(text)[:MAX_SUGGESTION_TERMS]
    if not typed:
        return None
    field = text_fields(language).title_tokens
    parts = tuple(
        FuzzyTerm(field, token, edits if len(token) >= MIN_FUZZY_LENGTH else 0, prefix=number == len(typed))
        for number, token in enumerate(typed, start=1)
    )
    code = FuzzyTerm(Field.CODE, code_key(text)[:40], 0, prefix=True)
    title_start = FuzzyTerm(Field.WHOLE_TITLE, title_key(text)[:100], 0, prefix=True)
    return Bool(
        must=(Bool(should=(Bool(must=parts), ConstantScore(code, 2.0)), minimum_should_match=1),),
        should=(ConstantScore(title_start, 1.0), *_recency(now)),
    )


def _free_text(parsed: ParsedQuery, exact: tuple[Node, ...]) -> Node:
    """Return the query for enough of the concepts, or an exact title, code or best bet. If there are only exclusions,
    everything else matches."""
    if not parsed.is_scored:
        return MatchAll()
    if parsed.is_single_code:
        return Bool(should=(_any_field(parsed.free_terms, parsed.language), *exact), minimum_should_match=1)
    country = _named_countries(parsed)
    return Bool(should=(_enough_concepts(parsed), *country, *exact), minimum_should_match=1)


def _enough_concepts(parsed: ParsedQuery) -> Node:
    """Return the query for enough of the weight of the concepts."""
    concepts = tuple(_concept(concept, parsed.language) for concept in parsed.concepts)
    if all(concept.weight >= parsed.required for concept in parsed.concepts):
        return Bool(should=concepts, minimum_should_match=1)
    enough = ConstantScore(_weight_of(concepts, parsed, parsed.required), 0.0)
    return Bool(must=(Bool(should=concepts, minimum_should_match=1), enough))


def build_answer_query(parsed: ParsedQuery) -> Node:
    """Return the query for documents that are about the text: one must match it, or nothing in the hub was meant."""
    fields = text_fields(parsed.language)
    concepts = tuple(_concept(concept, parsed.language) for concept in parsed.concepts)
    subjects = tuple(
        Bool(should=(_in_field(concept, fields.title), _in_field(concept, fields.keywords)), minimum_should_match=1)
        for concept in parsed.concepts
    )
    enough = (_weight_of(concepts, parsed, parsed.needed), _weight_of(subjects, parsed, parsed.required))
    return Bool(should=(*enough, *_named_countries(parsed)), minimum_should_match=1)


def _weight_of(nodes: tuple[Node, ...], parsed: ParsedQuery, required: int) -> Node:
    """Return the query for a weight of matching concepts: a clause for each step, since no engine adds up weights."""
    steps = (node for node, concept in zip(nodes, parsed.concepts, strict=True) for _ in range(concept.weight))
    return Bool(should=tuple(steps), minimum_should_match=required)


def _named_countries(parsed: ParsedQuery) -> tuple[Node, ...]:
    """Return the query for the travel advice of the countries that are named: their names say what is meant."""
    if not parsed.countries:
        return ()
    advice = Bool(must=(OneOf(Field.COUNTRY, parsed.countries), OneOf(Field.KIND, (Kind.TRAVEL_ADVICE,))))
    return (ConstantScore(advice, NAMED_COUNTRY),)


def _no_country(parsed: ParsedQuery) -> tuple[Node, ...]:
    """Boost what is not about a country if none is named."""
    if parsed.countries:
        return ()
    others = Bool(must=(MatchAll(),), must_not=(OneOf(Field.KIND, (Kind.TRAVEL_ADVICE,)),))
    return (ConstantScore(others, UNNAMED_COUNTRY),)


def _titles(parsed: ParsedQuery) -> tuple[Node, ...]:
    """Boost what is in the title, too."""
    field = text_fields(parsed.language).title
    return tuple(Boost(_in_field(concept, field), TITLE_BOOST) for concept in parsed.concepts[:MAX_TERMS])


def _in_field(concept: Concept, field: str) -> Node:
    """Return the query for any of the typed terms in one field, or a synonym as a phrase."""
    typed = Bool(should=tuple(Term(field, term) for term in concept.terms), minimum_should_match=1)
    synonyms = (
        Boost(
            Phrase(field, synonym) if len(synonym) > 1 else Term(field, synonym[0][1]), _synonym_boost(concept, synonym)
        )
        for synonym in concept.synonyms
    )
    return DisMax((typed, *synonyms), SYNONYM_TIE_BREAKER)


def _exact_matches(parsed: ParsedQuery) -> tuple[Node, ...]:
    whole, within = parsed.codes[:1], parsed.codes[1:]
    return (
        ConstantScore(OneOf(Field.WHOLE_TITLE, (title_key(parsed.text)[:1000],)), EXACT),
        ConstantScore(OneOf(Field.CODE, whole), EXACT),
        ConstantScore(OneOf(Field.CODE, within), CODE_WITHIN),
        *(
            ConstantScore(OneOf(Field.CONTENT_ID, (str(content_id),)), PINNED - rank * PINNED_STEP)
            for rank, content_id in enumerate((*parsed.addressed, *parsed.pinned))
        ),
    )


def _concept(concept: Concept, language: str) -> Node:
    """Return the query for all typed terms, anywhere, or a synonym as a phrase. An acronym that is also a question word
    is matched by its synonyms alone."""
    if concept.start:
        return ConstantScore(FuzzyTerm(text_fields(language).title_tokens, concept.start, 0, prefix=True), STARTED)
    synonyms = tuple(
        Boost(_any_field(synonym, language), _synonym_boost(concept, synonym)) for synonym in concept.synonyms
    )
    if synonyms and QUESTION_WORDS.issuperset(concept.terms):
        return DisMax(synonyms, SYNONYM_TIE_BREAKER)
    typed = tuple(_term(term, language) for term in concept.terms)
    whole = typed[0] if len(typed) == 1 else Bool(must=typed)
    return DisMax((whole, *synonyms), SYNONYM_TIE_BREAKER) if synonyms else whole


def _synonym_boost(concept: Concept, synonym: PositionedTerms) -> float:
    return SYNONYM_BOOST * min(1.0, len(concept.typed) / len(synonym))


def _term(term: str, language: str) -> Node:
    fields = text_fields(language)
    return DisMax(tuple(Term(field, term) for field in fields.searched), FIELD_TIE_BREAKER)


def _any_field(phrase: PositionedTerms, language: str) -> Node:
    if len(phrase) == 1:
        return _term(phrase[0][1], language)
    return DisMax(tuple(Phrase(field, phrase) for field in text_fields(language).searched), FIELD_TIE_BREAKER)


def _proximity(parsed: ParsedQuery) -> tuple[Node, ...]:
    """Boost documents that contain all concepts, and those that contain the text, or what is in quotes, as a phrase."""
    preferred = tuple(Boost(_any_field(phrase.typed, parsed.language), PREFERRED_BOOST) for phrase in parsed.preferred)
    if not 2 <= len(parsed.terms) <= MAX_PROXIMITY_TERMS:
        return preferred
    return (
        *preferred,
        Boost(all_concepts_query(parsed), ALL_TERMS_BOOST),
        Boost(_any_field(parsed.free_terms, parsed.language), PHRASE_BOOST),
        Boost(Phrase(text_fields(parsed.language).title, parsed.free_terms), PHRASE_BOOST),
    )


def _recency(now: datetime) -> tuple[Node, ...]:
    """Boost recent updates, by whole days, so that the pages of one result share their scores."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return tuple(
        ConstantScore(Range(Field.UPDATED_AT, at_least=microseconds(today - timedelta(days=days))), score)
        for days, score in RECENCY
    )
