"""Builds query trees, independent of any engine.

Relevance: a match has enough of the concepts, by their weight, each scored by its best field; then boosts for titles,
all concepts and the exact phrase, constant scores that put an exact title or code first, and a small bounded boost for
recent updates.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from publishing.kinds import Kind
from search.base.analysis import title_key
from search.base.fields import Field, microseconds, text_fields
from search.queries.matching import NOTHING, match_concept, match_concept_in_field, match_terms, match_terms_in_field
from search.queries.nodes import Bool, Boost, ConstantScore, MatchAll, Node, OneOf, Range, Term
from search.queries.parsed_query import MAX_TERMS, ParsedQuery

LEAD_BOOST = 0.5
"""A term in the title, or in the summary, counts so much more than one in the text only."""
NAMED_COUNTRY = 8.0
"""The travel advice for a country that is named in the query has so much more: about as much as a rare term."""
ALL_TERMS_BOOST = 0.3
PHRASE_BOOST = 0.5
UNNAMED_COUNTRY = 2.0
"""What is not about a country has so much more if none is named: any country's advice is about many things."""
PREFERRED_BOOST = 1.0
PINNED, PINNED_STEP = 100_000.0, 10_000.0
"""The score of the first best bet, and how much less each further one has: more than an exact title and all terms can
add up to."""
EXACT = 1000.0
CODE_WITHIN = 100.0
CERTAIN = 3
"""A text that has nearly all of so few concepts is about them; of more, some must be in title or summary as well."""
CODE_LENGTH = 3
"""The letters of a country's code."""
MAX_PROXIMITY_TERMS = 8
"""No document contains all terms of a longer text."""
RECENCY = ((30, 0.2), (180, 0.2), (730, 0.1))
"""Days, and the boost for an update within them: at most half a point in total, less than one rare term."""


def build_text_query(parsed: ParsedQuery, now: datetime, *, ranked: bool = True) -> Node:
    """Return the query for a text, without visibility and facet filters.

    Leave out the parts that only affect ranking (`ranked=False`) for counts: they cost time.
    """
    if not (ranked and parsed.is_scored):
        return _build_query(parsed, _enough_concepts(parsed))
    boosts = (*_proximity(parsed), *_titles(parsed), *_no_country(parsed), *build_recency_boosts(now))
    return _build_query(parsed, _enough_concepts(parsed), boosts)


def build_strict_query(parsed: ParsedQuery) -> Node:
    """Return the query for documents that contain all of a text: each of its concepts, and what is in quotes.

    Whether a document matches depends on no other document: this is the rule of saved searches.
    """
    phrases = (*parsed.phrases, *parsed.preferred)
    parsed = replace(parsed, phrases=phrases, preferred=(), codes=parsed.codes[:1], countries=(), pinned=())
    return _build_query(parsed, (all_concepts_query(parsed),) if parsed.concepts else ())


def build_floor_query(parsed: ParsedQuery) -> Node | None:
    """Return the query for documents that are about the text: one must match it, or nothing in the hub was meant. None
    if every match does.

    Advice on some country is about many things: it is not what was meant unless the country is named, or its text has
    nearly all.
    """
    needed = parsed.needed
    if needed is None or parsed.phrases or all(concept.weight >= needed.advice for concept in parsed.concepts):
        return None
    fields = text_fields(parsed.language)
    texts = tuple(match_concept(concept, parsed.language) for concept in parsed.concepts)
    leads = _concepts_in(parsed, fields.title, fields.summary, fields.keywords)
    advice = _concepts_in(parsed, fields.text)
    # Readers who have typed half of a country's name have often typed its code.
    codes = tuple(word.upper() for concept in parsed.concepts for word in concept.words if len(word) == CODE_LENGTH)
    partly_led = (_match_weight(leads, parsed, parsed.required),) if len(parsed.concepts) > CERTAIN else ()
    is_advice = OneOf(Field.KIND, (Kind.TRAVEL_ADVICE,))
    page = Bool(
        should=(
            Bool(must=(_match_weight(texts, parsed, needed.text), *partly_led)),
            _match_weight(leads, parsed, needed.lead),
        ),
        must_not=(is_advice,),
        minimum_should_match=1,
    )
    country = Bool(must=(is_advice, _match_weight(advice, parsed, needed.advice)))
    named = (OneOf(Field.CODE, codes), *_named_countries(parsed), *_exact_matches(parsed))
    return _match_any((page, country, *named))


def build_highlight_query(parsed: ParsedQuery) -> Node:
    """Return the query whose terms are highlighted in titles and snippets: those typed, and their synonyms."""
    sought = (*parsed.concepts, *parsed.phrases)
    terms = [term for one in sought for form in (one.typed, *one.synonyms) for _, term in form]
    fields = text_fields(parsed.language)
    shown = (fields.title, fields.body)
    return Bool(should=tuple(Term(field, term) for term in dict.fromkeys(terms) for field in shown))


def all_concepts_query(parsed: ParsedQuery) -> Node:
    """Return the query for documents that contain all concepts."""
    return Bool(must=tuple(match_concept(concept, parsed.language) for concept in parsed.concepts))


def build_whole_phrase_query(parsed: ParsedQuery) -> Node:
    """Return the query for the free terms as one phrase."""
    return match_terms(parsed.free_terms, parsed.language) if parsed.free_terms else NOTHING


def build_recency_boosts(now: datetime) -> tuple[Node, ...]:
    """Boost recent updates, by whole days, so that the pages of one result share their scores."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return tuple(
        ConstantScore(Range(Field.UPDATED_AT, at_least=microseconds(today - timedelta(days=days))), score)
        for days, score in RECENCY
    )


def _build_query(parsed: ParsedQuery, enough: tuple[Node, ...], boosts: tuple[Node, ...] = ()) -> Node:
    """Return the query for documents with what is in quotes, without exclusions, and with enough of the free text."""
    if parsed.is_empty:
        return MatchAll()
    if parsed.means_nothing:
        return NOTHING
    must = tuple(match_terms(phrase.typed, parsed.language) for phrase in parsed.phrases)
    must_not = tuple(match_terms(phrase, parsed.language) for phrase in parsed.excluded)
    if parsed.missing_country:
        must_not += (OneOf(Field.KIND, (Kind.TRAVEL_ADVICE,)),)
    if parsed.concepts or not must:
        must += (_free_text(parsed, enough),)
    else:
        boosts += _exact_matches(parsed)
    return Bool(must=must, should=boosts, must_not=must_not)


def _free_text(parsed: ParsedQuery, enough: tuple[Node, ...]) -> Node:
    """Return the query for enough of the concepts, or an exact title, code or best bet. If there are only exclusions,
    everything else matches."""
    if not parsed.is_scored:
        return MatchAll()
    if parsed.is_single_code:
        enough = (match_terms(parsed.free_terms, parsed.language),)
    return _match_any((*enough, *_exact_matches(parsed)))


def _enough_concepts(parsed: ParsedQuery) -> tuple[Node, ...]:
    """Return the queries for enough of the weight of the concepts, and for the countries that are named."""
    if not parsed.concepts:
        return ()
    concepts = tuple(match_concept(concept, parsed.language) for concept in parsed.concepts)
    any_concept = _match_any(concepts)
    if all(concept.weight >= parsed.required for concept in parsed.concepts):
        return (any_concept, *_named_countries(parsed))
    enough = ConstantScore(_match_weight(concepts, parsed, parsed.required), 0.0)
    return (Bool(must=(any_concept, enough)), *_named_countries(parsed))


def _match_any(nodes: tuple[Node, ...]) -> Node:
    return Bool(should=nodes, minimum_should_match=1)


def _match_weight(nodes: tuple[Node, ...], parsed: ParsedQuery, required: int) -> Node:
    """Return the query for a weight of matching concepts: a clause for each step, since no engine adds up weights."""
    steps = (node for node, concept in zip(nodes, parsed.concepts, strict=True) for _ in range(concept.weight))
    return Bool(should=tuple(steps), minimum_should_match=required)


def _concepts_in(parsed: ParsedQuery, *fields: str) -> tuple[Node, ...]:
    """Return for each concept the query for it in one of the fields; what is unfinished is sought in titles anyway."""
    return tuple(
        match_concept(concept, parsed.language)
        if concept.start
        else _match_any(tuple(match_concept_in_field(concept, field) for field in fields))
        for concept in parsed.concepts
    )


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
    """Boost what is in the title or the summary, too."""
    fields = text_fields(parsed.language)
    return tuple(
        Boost(match_concept_in_field(concept, field), LEAD_BOOST)
        for field in (fields.title, fields.summary)
        for concept in parsed.concepts[:MAX_TERMS]
    )


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


def _proximity(parsed: ParsedQuery) -> tuple[Node, ...]:
    """Boost documents that contain all concepts, and those that contain the text, or what is in quotes, as a phrase."""
    preferred = tuple(Boost(match_terms(phrase.typed, parsed.language), PREFERRED_BOOST) for phrase in parsed.preferred)
    if not 2 <= len(parsed.terms) <= MAX_PROXIMITY_TERMS:
        return preferred
    return (
        *preferred,
        Boost(all_concepts_query(parsed), ALL_TERMS_BOOST),
        Boost(match_terms(parsed.free_terms, parsed.language), PHRASE_BOOST),
        Boost(match_terms_in_field(parsed.free_terms, text_fields(parsed.language).title), PHRASE_BOOST),
    )
