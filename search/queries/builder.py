"""From a request to a query tree, apart from any engine.

Relevance: OR with minimum-should-match over the terms, each scored by its best field; then boosts for all terms and for
the phrase, constants that put an exact title or code first, and one bounded prior for what is new.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from publishing.access.viewers import Viewer
from search.base.analysis import code_key, positioned_terms, title_key, tokenize
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
from search.queries.parser import Concept, ParsedQuery
from search.vocabulary.compiled import Positioned

TITLE_BOOST = 1.1
SHARE_OF_OTHER_FIELDS = 0.3
ALL_TERMS_BOOST = 0.3
PHRASE_BOOST = 0.5
SYNONYM_BOOST = 0.9
"""What else a thing is called counts a little less than what was typed, and a long name no more than a short one."""
SHARE_OF_OTHER_NAMES = 0.1
PINNED, PINNED_STEP = 100_000.0, 10_000.0
"""Of the first best bet, and how much less each next one has: more than an exact title and all words can add."""
EXACT = 1000.0
CODE_WITHIN = 100.0
MOST_NEAR_TERMS = 8
"""Nothing has all the words of a longer text."""
RECENCY = ((30, 0.2), (180, 0.2), (730, 0.1))
"""Days and what an update within them adds: half a point at the most, less than one rare word."""
FUZZY_FROM = 4
"""Shorter words are not searched by similarity: everything is similar to them."""


def minimum_should_match(things: int) -> int:
    """How many of the things that are asked for a document must have: 1 of 1 or 2, 2 of 3 to 11, then a quarter."""
    return 1 if things < 3 else max(2, things // 4)


def build_text_query(asked: ParsedQuery, now: datetime, *, ranked: bool = True) -> Node:
    """Return the query for what was typed, gate and filters aside; what only ranks costs time, and counts need none."""
    if asked.is_empty:
        return MatchAll()
    must = tuple(_in_any_field(phrase, asked.language) for phrase in asked.phrases)
    exact, nearness = _exact(asked), _nearness(asked)
    if asked.things or not must:
        must, exact = (*must, _free_words(asked, exact)), ()
    must_not = tuple(_in_any_field(phrase, asked.language) for phrase in asked.excluded)
    should = (*exact, *nearness, *_recency(now)) if ranked and asked.is_ranking else ()
    return Bool(must=must, should=should, must_not=must_not)


def build_highlight_query(asked: ParsedQuery) -> Node:
    """Return what is to be marked in titles and snippets: what was typed, and what else it is called."""
    others = (other for thing in asked.things for other in thing.others)
    terms = (*asked.terms, *(term for phrase in (*asked.phrases, *others) for _, term in phrase))
    return Bool(should=tuple(_term(term, asked.language) for term in dict.fromkeys(terms)))


def visibility_filter(viewer: Viewer, locale: str, now: datetime, hidden: Iterable[str]) -> Node:
    """Return what the viewer may learn of, as `visible_to` says it: every query passes it, counts and facets too."""
    expired = Range(Field.EXPIRES_AT, at_most=microseconds(now))
    return Bool(
        must=(OneOf(Field.LOCALE, (locale,)), access_filter(viewer)),
        must_not=(expired, OneOf(Field.ITEM, tuple(sorted(hidden)))),
    )


def facet_filters(chosen: dict[Facet, tuple[str, ...]]) -> dict[Facet, Node]:
    """Return the query for the chosen values of each facet."""
    return {facet: OneOf(Field.of(facet), values) for facet, values in chosen.items()}


def filter_query(query: Node, visibility: Node, filters: Iterable[Node]) -> Node:
    """Return the query behind the gate and the filters."""
    return Bool(must=(query, ConstantScore(Bool(must=(visibility, *filters)), 0.0)))


def all_concepts_query(asked: ParsedQuery) -> Node:
    """Return the query for what has all that is asked for."""
    return Bool(must=tuple(_thing(thing, asked.language) for thing in asked.things))


def token_query(word: str, language: str) -> Node:
    """Return the query for one whole, unstemmed word."""
    return Term(text_fields(language).tokens, word)


def any_field_query(word: str, language: str) -> Node | None:
    """Return the query for a word in any form and field; None for a stop word."""
    found = positioned_terms(word, language)
    return _in_any_field(found, language) if found else None


def build_suggestion_query(text: str, language: str, now: datetime, *, edits: int = 0) -> Node | None:
    """Return the query for titles that have these words, the last as a beginning, or whose code begins so."""
    typed = tokenize(text)[:8]
    if not typed:
        return None
    field = text_fields(language).title_tokens
    parts = tuple(
        FuzzyTerm(field, word, edits if len(word) >= FUZZY_FROM else 0, prefix=place == len(typed) - 1)
        for place, word in enumerate(typed)
    )
    code = FuzzyTerm(Field.CODE, code_key(text)[:40], 0, prefix=True)
    begins = FuzzyTerm(Field.WHOLE_TITLE, title_key(text)[:100], 0, prefix=True)
    return Bool(
        must=(Bool(should=(Bool(must=parts), ConstantScore(code, 2.0)), minimum_should_match=1),),
        should=(ConstantScore(begins, 1.0), *_recency(now)),
    )


def _free_words(asked: ParsedQuery, exact: tuple[Node, ...]) -> Node:
    """Enough of what is asked for, or a title, code or best bet that is meant; of an exclusion alone, everything
    else."""
    if not asked.is_ranking:
        return MatchAll()
    if asked.is_one_code:
        return Bool(should=(_in_any_field(asked.sequence, asked.language), *exact), minimum_should_match=1)
    things = tuple(_thing(thing, asked.language) for thing in asked.things)
    return Bool(
        should=(Bool(should=things, minimum_should_match=minimum_should_match(len(things))), *exact),
        minimum_should_match=1,
    )


def _exact(asked: ParsedQuery) -> tuple[Node, ...]:
    whole, within = asked.codes[:1], asked.codes[1:]
    return (
        ConstantScore(OneOf(Field.WHOLE_TITLE, (title_key(asked.text)[:1000],)), EXACT),
        ConstantScore(OneOf(Field.CODE, whole), EXACT),
        ConstantScore(OneOf(Field.CODE, within), CODE_WITHIN),
        *(
            ConstantScore(OneOf(Field.CONTENT_ID, (str(item),)), PINNED - place * PINNED_STEP)
            for place, item in enumerate(asked.pinned)
        ),
    )


def _thing(thing: Concept, language: str) -> Node:
    """All its words, wherever they stand, or the words of another name side by side. An acronym that is a question
    word as well is found by its other names alone."""
    others = tuple(
        Boost(_in_any_field(other, language), SYNONYM_BOOST * min(1.0, len(thing.typed) / len(other)))
        for other in thing.others
    )
    if others and QUESTION_WORDS.issuperset(thing.terms):
        return DisMax(others, SHARE_OF_OTHER_NAMES)
    typed = tuple(_term(term, language) for term in thing.terms)
    whole = typed[0] if len(typed) == 1 else Bool(must=typed)
    return DisMax((whole, *others), SHARE_OF_OTHER_NAMES) if others else whole


def _term(term: str, language: str) -> Node:
    fields = text_fields(language)
    return DisMax(
        (Boost(Term(fields.title, term), TITLE_BOOST), Term(fields.body, term), Term(fields.keywords, term)),
        SHARE_OF_OTHER_FIELDS,
    )


def _in_any_field(phrase: Positioned, language: str) -> Node:
    fields = text_fields(language)
    if len(phrase) == 1:
        return _term(phrase[0][1], language)
    return DisMax(
        tuple(Phrase(field, phrase) for field in (fields.title, fields.body, fields.keywords)), SHARE_OF_OTHER_FIELDS
    )


def _nearness(asked: ParsedQuery) -> tuple[Node, ...]:
    """For what has all, and for what has the very words side by side."""
    if not 2 <= len(asked.terms) <= MOST_NEAR_TERMS:
        return ()
    return (
        Boost(all_concepts_query(asked), ALL_TERMS_BOOST),
        Boost(_in_any_field(asked.sequence, asked.language), PHRASE_BOOST),
    )


def _recency(now: datetime) -> tuple[Node, ...]:
    """By whole days, so that the pages of one answer share their scores."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return tuple(
        ConstantScore(Range(Field.UPDATED_AT, at_least=microseconds(today - timedelta(days=days))), score)
        for days, score in RECENCY
    )
