"""Parses what a person typed: free terms, "phrases in quotes" and -exclusions. There is no other syntax."""

import re
from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

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
from search.queries.parsed_query import MAX_TERMS, Concept, ParsedQuery, looks_like_code
from search.vocabulary.compiled import Key, LocaleVocabulary, PositionedTerms, Spelling, current_vocabulary

MAX_READ = 250
"""How many terms of a long text are read."""
MAX_AROUND = 6
"""Among more words than this, what is in quotes is preferred, not required."""
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
_DATE = re.compile(r"(?<![\w/.-])(?:\d{4}-\d{2}-\d{2}|\d{1,2}([/.])\d{1,2}\1\d{4})(?![\w/-])")
# Between single digits, as in 9 9 9, and around a slash.
_SPACE_IN_NUMBER = re.compile(r"(?<=\b\d) +(?=\d\b)|(?<=\d) +(?=/ *\d)|(?<=/) +(?=\d)")
_CODE = re.compile(r"(?<!\S)([A-Za-z]{1,4}[ -]?\d{1,9}|\S*\d\S*|[A-Z]{2,6})(?!\S)")


def parse_query(text: str, locale: str) -> ParsedQuery:
    """Parse a text with the current vocabulary of the locale."""
    language, vocabulary = analysis_language(locale), current_vocabulary(locale)
    is_empty, text = not text.strip(), _write_numbers(normalise(text), locale)
    free, unquoted, phrases, excluded = _split_text(text, language)
    is_question = len(tokenize(free)) > MAX_AROUND
    free_terms, concepts = _read_terms(unquoted if is_question else free, text, vocabulary, language)
    terms = drop_question_words([term for _, term in free_terms])
    mentions = find_meant(unquoted[:MAX_NAMES_TEXT], tokenize)
    return ParsedQuery(
        text=text,
        language=language,
        is_empty=is_empty,
        concepts=concepts,
        free_terms=free_terms,
        phrases=() if is_question else phrases,
        preferred=phrases if is_question else (),
        excluded=excluded,
        codes=_find_codes(unquoted, language),
        countries=tuple(dict.fromkeys(code for mention in mentions for code in mention.codes)),
        pinned=() if phrases or excluded else vocabulary.pinned(terms, timezone.now()),
    )


def _split_text(text: str, language: str) -> tuple[str, str, tuple[Concept, ...], tuple[PositionedTerms, ...]]:
    """Return the free text, the same with what is in quotes, the phrases in quotes, and the exclusions."""
    quotes = _PHRASE.findall(text)
    unquoted = _EXCLUDED.sub(" ", _PHRASE.sub(lambda match: " " if match[1] else match[2], text))
    free = _PHRASE.sub(" ", text)
    phrases = (_read_phrase(quoted, language) for minus, quoted in quotes if not minus)
    minuses = [quoted for minus, quoted in quotes if minus] + _EXCLUDED.findall(free)
    excluded = (positioned_terms(words, language)[:MAX_TERMS] for words in minuses[: 2 * MAX_PHRASES])
    return (
        _EXCLUDED.sub(" ", free),
        unquoted,
        tuple(phrase for phrase in phrases if phrase.typed)[:MAX_PHRASES],
        tuple(filter(None, excluded))[:MAX_PHRASES],
    )


def _read_phrase(quoted: str, language: str) -> Concept:
    words = tuple(word for _, word in positioned_words(quoted, language)[:MAX_TERMS])
    return Concept(positioned_terms(quoted, language)[:MAX_TERMS], words=words)


def _write_numbers(text: str, locale: str) -> str:
    """Return the text with dates and numbers as pages write them: 10 February 2026, 999, 7/7."""
    with override(locale):
        text = _DATE.sub(_write_date, text)
    return _SPACE_IN_NUMBER.sub("", text)


def _write_date(found: re.Match[str]) -> str:
    """Return a date in figures in words: year first, or day first as in the United Kingdom."""
    first, month, last = (int(part) for part in re.split("[-/.]", found[0]))
    year, day = (first, last) if first > last else (last, first)
    try:
        return date_format(date(year, month, day), "j F Y")
    except ValueError:
        return found[0]


def _read_terms(
    free: str, text: str, vocabulary: LocaleVocabulary, language: str
) -> tuple[PositionedTerms, tuple[Concept, ...]]:
    """Return the free terms, and the distinct concepts among them."""
    free_terms = positioned_terms(free, language)[:MAX_READ]
    words = tuple(word for _, word in positioned_words(free, language)[:MAX_READ])
    whole = looks_like_code(text, free_terms)
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
