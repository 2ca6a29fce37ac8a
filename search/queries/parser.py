"""What a person typed, taken apart: words, "phrases in quotes" and -exclusions. Nothing else is syntax."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from search.base.analysis import analysis_language, code_key, normalise, positioned_terms, stemming_analyser, tokenize
from search.base.question_words import QUESTION_WORDS, drop_question_words
from search.vocabulary.compiled import Positioned, Spelling, Words, words_of

MOST_TERMS = 16
"""Of a longer text the first terms are searched: enough for a long sentence, and a bound on every query's cost."""
MOST_PHRASES = 8
MOST_CODES = 8
MOST_ALTERNATIVES = 16
"""What else the words of one query are called, in all: a bound on its cost."""

# Neither part can be tried in two ways, so that the time is linear in the text.
_PHRASE = re.compile(r'(?:(?<!\S)(-))?["\u201c\u201d]([^"\u201c\u201d]*)["\u201c\u201d]')
_EXCLUDED = re.compile(r"(?<!\S)-(\w\S*)")
_CODE = re.compile(r"(?<!\S)([A-Za-z]{1,4}[ -]?\d{1,9}|\S*\d\S*|[A-Z]{2,6})(?!\S)")


@dataclass(frozen=True)
class Concept:
    """One thing that is asked for: a word, or several that the vocabulary knows as one, and what else it is called."""

    typed: Positioned
    others: tuple[Positioned, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """Return the terms that were typed for it."""
        return tuple(term for _, term in self.typed)


@dataclass(frozen=True)
class ParsedQuery:
    """A text as it is searched."""

    text: str
    language: str
    things: tuple[Concept, ...] = ()
    """The distinct things that the free words ask for."""
    sequence: Positioned = ()
    """All free words with their places."""
    phrases: tuple[Positioned, ...] = ()
    excluded: tuple[Positioned, ...] = ()
    codes: tuple[str, ...] = ()
    pinned: tuple[UUID, ...] = ()
    """Content ids of the best bets, the first one first."""

    @property
    def terms(self) -> tuple[str, ...]:
        """The distinct terms of the free words."""
        return tuple(dict.fromkeys(term for thing in self.things for term in thing.terms))

    @property
    def understood(self) -> frozenset[str]:
        """The terms that the vocabulary knows: no typos, whatever the index has."""
        return frozenset(term for thing in self.things if thing.others for term in thing.terms)

    @property
    def is_empty(self) -> bool:
        """Whether nothing limits or ranks the hits."""
        return not (self.things or self.phrases or self.excluded or self.codes)

    @property
    def is_ranking(self) -> bool:
        """Whether some hits can be nearer to it than others."""
        return bool(self.things or self.phrases or self.codes)

    @property
    def is_one_code(self) -> bool:
        """Whether it is a single word of parts and digits, such as BR-2026-014: the parts mean nothing apart."""
        return _is_one_code(self.text, self.sequence) and not (self.phrases or self.excluded or self.understood)


def parse_query(text: str, locale: str) -> ParsedQuery:
    """Take a text apart, with the current vocabulary of the locale."""
    language, vocabulary = analysis_language(locale), words_of(locale)
    text = normalise(text)
    phrases: list[Positioned] = []
    excluded: list[Positioned] = []
    for minus, quoted in _PHRASE.findall(text):
        (excluded if minus else phrases).append(positioned_terms(quoted, language)[:MOST_TERMS])
    free = _PHRASE.sub(" ", text)
    excluded += [positioned_terms(word, language) for word in _EXCLUDED.findall(free)[:MOST_PHRASES]]
    free = _EXCLUDED.sub(" ", free)
    unquoted = _EXCLUDED.sub(" ", _PHRASE.sub(lambda match: " " if match[1] else match[2], text))
    sequence = positioned_terms(free, language)[:MOST_TERMS]
    things = _things(sequence, vocabulary, _spelling(free), whole=_is_one_code(text, sequence))
    terms = drop_question_words([term for _, term in sequence])
    return ParsedQuery(
        text=text,
        language=language,
        things=_telling(things),
        sequence=sequence,
        phrases=tuple(filter(None, phrases))[:MOST_PHRASES],
        excluded=tuple(filter(None, excluded))[:MOST_PHRASES],
        codes=_codes(unquoted, language),
        pinned=() if phrases or excluded else vocabulary.pinned(terms, timezone.now()),
    )


def _is_one_code(text: str, sequence: Positioned) -> bool:
    return len(sequence) > 1 and len(text.split()) == 1 and any(map(str.isdigit, text))


def _things(sequence: Positioned, vocabulary: Words, spelling: Spelling, *, whole: bool) -> Iterator[Concept]:
    """Yield what the words stand for, from left to right: the longest term of the vocabulary, or a word alone.

    With `whole` only a term of all the words counts.
    """
    terms = tuple(term for _, term in sequence)
    place, left = 0, MOST_ALTERNATIVES
    while place < len(sequence):
        length, others = vocabulary.longest(terms, place, spelling) if left else (0, ())
        if not others or (whole and length < len(sequence)):
            length, others = 1, ()
        yield Concept(sequence[place : place + length], others[:left])
        place, left = place + length, left - len(others[:left])


def _telling(things: Iterator[Concept]) -> tuple[Concept, ...]:
    """The distinct ones without question words, unless there is nothing else."""
    distinct = {thing.terms: thing for thing in things}.values()
    return tuple(thing for thing in distinct if thing.others or thing.terms[0] not in QUESTION_WORDS) or tuple(distinct)


def _spelling(free: str) -> Spelling:
    """Where all is in capitals, that says nothing, unless it is one word."""
    typed = tokenize(free)
    capitals = () if free.isupper() and len(typed) > 1 else tokenize(" ".join(filter(str.isupper, free.split())))
    return Spelling(frozenset(typed), frozenset(capitals))


def _codes(free: str, language: str) -> tuple[str, ...]:
    """What may be a code: the whole text, and each word with a digit or in capitals. A small "it" is not Italy."""
    if len(free) > 500:
        return ()
    found = [free] if free.isupper() or stemming_analyser(language).analyze(free) else []
    if not free.isupper():
        found += _CODE.findall(free)
    return tuple(dict.fromkeys(filter(None, (code_key(code)[:40] for code in found))))[:MOST_CODES]
