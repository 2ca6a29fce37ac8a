"""Parses what a person typed: free terms, "phrases in quotes" and -exclusions. There is no other syntax."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format

from publishing.geography.countries import find_country_by_name
from publishing.geography.gazetteer import find_meant
from search.base.analysis import (
    analysis_language,
    code_key,
    normalise,
    positioned_terms,
    positioned_words,
    stemming_analyser,
    tokenize,
    word_key,
)
from search.base.question_words import QUESTION_WORDS, drop_question_words
from search.vocabulary.compiled import Key, LocaleVocabulary, PositionedTerms, Spelling, current_vocabulary

MAX_TERMS = 24
"""The most terms that are searched: the most distinctive of a longer text. A bound on each query's cost."""
MAX_READ = 250
"""How many terms of a long text are read."""
LONG = 4
"""In a question with more concepts than this, what is in quotes is preferred, not required."""
MAX_PHRASES = 8
MAX_CODES = 8
MAX_SYNONYMS = 16
"""Across all terms of a query: a bound on its cost."""
MAX_CODE_TEXT = 500
MAX_NAMES_TEXT = 2000
"""How much of a long text is searched for names of countries."""

# No ambiguous alternatives, so no backtracking: the time is linear in the length of the text.
_PHRASE = re.compile(r'(?:(?<!\S)(-))?["\u201c\u201d]([^"\u201c\u201d]*)["\u201c\u201d]')
_EXCLUDED = re.compile(r"(?<!\S)-(\w\S*)")
_ISO_DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
_CODE = re.compile(r"(?<!\S)([A-Za-z]{1,4}[ -]?\d{1,9}|\S*\d\S*|[A-Z]{2,6})(?!\S)")


@dataclass(frozen=True)
class Concept:
    """One thing to search for: a term, or several that form one entry of the vocabulary, and its synonyms."""

    typed: PositionedTerms
    synonyms: tuple[PositionedTerms, ...] = ()
    words: tuple[str, ...] = ()
    """The typed terms before stemming."""
    weight: int = 1
    """How rare it is, compared with the other concepts (search.queries.weighing)."""
    start: str = ""
    """The start of a term that someone is still typing: titles with a term that begins like this match."""

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms that were typed for it."""
        return tuple(term for _, term in self.typed)


@dataclass(frozen=True)
class ParsedQuery:
    """A parsed search text."""

    text: str
    language: str
    concepts: tuple[Concept, ...] = ()
    """The distinct concepts among the free terms."""
    free_terms: PositionedTerms = ()
    phrases: tuple[Concept, ...] = ()
    """What is in quotes."""
    excluded: tuple[PositionedTerms, ...] = ()
    codes: tuple[str, ...] = ()
    pinned: tuple[UUID, ...] = ()
    """Content ids of the best bets, the first one first."""
    addressed: tuple[UUID, ...] = ()
    """The content id of the page whose address was pasted."""
    countries: tuple[str, ...] = ()
    """The codes of the countries that are named."""
    missing_country: str = ""
    """The code of the country that is asked for and has no advice: no other country's advice is an answer."""
    preferred: tuple[Concept, ...] = ()
    """Phrases in quotes within a long question."""
    unknown: tuple[str, ...] = ()
    """The words that no document contains."""
    required: int = 1
    """The weight that the concepts of a match must have together."""
    needed: int = 1
    """The weight that the best match must have, unless its title or keywords have what is required."""

    @property
    def terms(self) -> tuple[str, ...]:
        """The distinct free terms that are searched."""
        return tuple(dict.fromkeys(term for concept in self.concepts for term in concept.terms))

    @property
    def known_terms(self) -> frozenset[str]:
        """The terms that are in the vocabulary: they are spelt correctly, even if no document contains them."""
        return frozenset(term for concept in self.concepts if concept.synonyms for term in concept.terms)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed, so that everything is listed."""
        return not self.text.strip()

    @property
    def means_nothing(self) -> bool:
        """Whether nothing of what was typed can be searched for: only words like "the", symbols or one long word."""
        return not (
            self.is_empty
            or self.concepts
            or self.phrases
            or self.excluded
            or self.codes
            or self.pinned
            or self.addressed
        )

    @property
    def is_scored(self) -> bool:
        """Whether hits can differ in relevance."""
        return bool(self.concepts or self.phrases or self.codes)

    @property
    def is_single_code(self) -> bool:
        """Whether it is a single code such as BR-2026-014, whose parts mean nothing on their own."""
        return _is_single_code(self.text, self.free_terms) and not (self.phrases or self.excluded or self.known_terms)


def parse_query(text: str, locale: str) -> ParsedQuery:
    """Parse a text with the current vocabulary of the locale."""
    language, vocabulary = analysis_language(locale), current_vocabulary(locale)
    text = _write_dates(normalise(text))
    quotes = _PHRASE.findall(text)
    phrases = [_read_phrase(quoted, language) for minus, quoted in quotes if not minus]
    excluded = [positioned_terms(quoted, language)[:MAX_TERMS] for minus, quoted in quotes if minus]
    free = _PHRASE.sub(" ", text)
    excluded += [positioned_terms(word, language) for word in _EXCLUDED.findall(free)[:MAX_PHRASES]]
    free = _EXCLUDED.sub(" ", free)
    unquoted = _EXCLUDED.sub(" ", _PHRASE.sub(lambda match: " " if match[1] else match[2], text))
    free_terms, concepts = _read_terms(free, text, vocabulary, language)
    required, preferred = tuple(phrase for phrase in phrases if phrase.typed)[:MAX_PHRASES], ()
    if required and len(concepts) > LONG:
        free_terms, concepts = _read_terms(unquoted, text, vocabulary, language)
        required, preferred = (), required
    terms = drop_question_words([term for _, term in free_terms])
    mentions = find_meant(unquoted[:MAX_NAMES_TEXT], tokenize)
    return ParsedQuery(
        text=text,
        language=language,
        concepts=concepts,
        free_terms=free_terms,
        phrases=required,
        preferred=preferred,
        countries=tuple(dict.fromkeys(code for mention in mentions for code in mention.codes)),
        excluded=tuple(filter(None, excluded))[:MAX_PHRASES],
        codes=_find_codes(unquoted, language),
        pinned=() if phrases or excluded else vocabulary.pinned(terms, timezone.now()),
    )


def _read_phrase(quoted: str, language: str) -> Concept:
    words = tuple(word for _, word in positioned_words(quoted, language)[:MAX_TERMS])
    return Concept(positioned_terms(quoted, language)[:MAX_TERMS], words=words)


def _write_dates(text: str) -> str:
    """Return the text with ISO dates as pages write them: 10 February 2026."""
    return _ISO_DATE.sub(lambda found: _write_date(found[0]), text)


def _write_date(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text), "j F Y")
    except ValueError:
        return text


def _is_single_code(text: str, free_terms: PositionedTerms) -> bool:
    return len(free_terms) > 1 and len(text.split()) == 1 and any(map(str.isdigit, text))


def _read_terms(
    free: str, text: str, vocabulary: LocaleVocabulary, language: str
) -> tuple[PositionedTerms, tuple[Concept, ...]]:
    """Return the free terms, and the distinct concepts among them."""
    free_terms = positioned_terms(free, language)[:MAX_READ]
    words = tuple(word for _, word in positioned_words(free, language)[:MAX_READ])
    whole = _is_single_code(text, free_terms)
    concepts = _find_concepts(free_terms, words, vocabulary, _spelling(free), whole=whole)
    return free_terms, _distinct_concepts(concepts)


def _find_concepts(
    free_terms: PositionedTerms, words: Key, vocabulary: LocaleVocabulary, spelling: Spelling, *, whole: bool
) -> Iterator[Concept]:
    """Yield the concepts from left to right: the longest entry of the vocabulary, or a single term.

    With `whole`, only an entry that covers all terms counts.
    """
    keys = tuple(map(word_key, words))
    start, remaining = 0, MAX_SYNONYMS
    while start < len(free_terms):
        length, synonyms = vocabulary.longest_match(keys, start, spelling) if remaining else (0, ())
        if not synonyms or (whole and length < len(free_terms)):
            length, synonyms = 1, ()
        yield Concept(free_terms[start : start + length], synonyms[:remaining], words[start : start + length])
        start, remaining = start + length, remaining - len(synonyms[:remaining])


def _distinct_concepts(concepts: Iterator[Concept]) -> tuple[Concept, ...]:
    """Return the distinct concepts without question words, unless there is nothing else."""
    distinct = {concept.terms: concept for concept in concepts}.values()
    return tuple(
        concept for concept in distinct if concept.synonyms or concept.terms[0] not in QUESTION_WORDS
    ) or tuple(distinct)


def _spelling(free: str) -> Spelling:
    """Return how the text was typed. If all of it is in capitals, they mean nothing, unless it is a single word."""
    typed = tokenize(free)
    capitals = () if free.isupper() and len(typed) > 1 else tokenize(" ".join(filter(str.isupper, free.split())))
    return Spelling(frozenset(typed), frozenset(capitals))


def _find_codes(free: str, language: str) -> tuple[str, ...]:
    """Return possible codes: the whole text, and each word with a digit or in capitals: "IT" may be a
    country code, "it" is not. A text that only names a country becomes its code: France before Fort-de-France."""
    if len(free) > MAX_CODE_TEXT:
        return ()
    if country := find_country_by_name(free):
        return (country.alpha3,)
    found = [free] if free.isupper() or stemming_analyser(language).analyze(free) else []
    if not free.isupper():
        found += _CODE.findall(free)
    return tuple(dict.fromkeys(filter(None, (code_key(code)[:40] for code in found))))[:MAX_CODES]
