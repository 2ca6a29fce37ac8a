"""What a person typed, taken apart: words, "phrases in quotes" and -exclusions. Nothing else is syntax."""

import re
from dataclasses import dataclass

from search.analysis import language_of, normalise, positioned_terms, stemming_analyser, whole_code

MOST_TERMS = 16
"""Of a longer text the first terms are searched: enough for a long sentence, and a bound on every query's cost."""
MOST_PHRASES = 8
MOST_CODES = 8

Positioned = tuple[tuple[int, str], ...]

# Neither part can be tried in two ways, so that the time is linear in the text.
_PHRASE = re.compile(r'(?:(?<!\S)(-))?["\u201c\u201d]([^"\u201c\u201d]*)["\u201c\u201d]')
_EXCLUDED = re.compile(r"(?<!\S)-(\w\S*)")
_CODE = re.compile(r"(?<!\S)([A-Za-z]{1,4}[ -]?\d{1,9}|\S*\d\S*|[A-Z]{2,6})(?!\S)")
# They carry no topic, but are rare enough in titles to be taken for one.
_QUESTION_WORDS = (
    "what how who whom where when why which i do doe did should would could can shall might have has had "
    "am were my me we our you your i'm any some about"
)


@dataclass(frozen=True)
class Asked:
    """A text as it is searched."""

    text: str
    language: str
    terms: tuple[str, ...] = ()
    """Distinct terms of the free words."""
    sequence: Positioned = ()
    """All free words with their places."""
    phrases: tuple[Positioned, ...] = ()
    excluded: tuple[Positioned, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing limits or ranks the hits."""
        return not (self.terms or self.phrases or self.excluded or self.codes)

    @property
    def is_ranking(self) -> bool:
        """Whether some hits can be nearer to it than others."""
        return bool(self.terms or self.phrases or self.codes)

    @property
    def is_one_code(self) -> bool:
        """Whether it is a single word of parts and digits, such as BR-2026-014: the parts mean nothing apart."""
        if self.phrases or self.excluded or len(self.sequence) < 2:
            return False
        return len(self.text.split()) == 1 and any(map(str.isdigit, self.text))


def asked(text: str, locale: str) -> Asked:
    """Take a text apart."""
    language = language_of(locale)
    text = normalise(text)
    phrases: list[Positioned] = []
    excluded: list[Positioned] = []
    for minus, words in _PHRASE.findall(text):
        (excluded if minus else phrases).append(positioned_terms(words, language)[:MOST_TERMS])
    free = _PHRASE.sub(" ", text)
    excluded += [positioned_terms(word, language) for word in _EXCLUDED.findall(free)[:MOST_PHRASES]]
    free = _EXCLUDED.sub(" ", free)
    unquoted = _EXCLUDED.sub(" ", _PHRASE.sub(lambda match: " " if match[1] else match[2], text))
    sequence = positioned_terms(free, language)[:MOST_TERMS]
    return Asked(
        text=text,
        language=language,
        terms=_telling(sequence),
        sequence=sequence,
        phrases=tuple(filter(None, phrases))[:MOST_PHRASES],
        excluded=tuple(filter(None, excluded))[:MOST_PHRASES],
        codes=_codes(unquoted, language),
    )


def _telling(sequence: Positioned) -> tuple[str, ...]:
    """The distinct terms without question words, unless there is nothing else."""
    question_words = frozenset(_QUESTION_WORDS.split())
    distinct = dict.fromkeys(term for _, term in sequence)
    return tuple(term for term in distinct if term not in question_words) or tuple(distinct)


def _codes(free: str, language: str) -> tuple[str, ...]:
    """What may be a code: the whole text, and each word with a digit or in capitals. A small "it" is not Italy."""
    if len(free) > 500:
        return ()
    found = [free] if free.isupper() or stemming_analyser(language).analyze(free) else []
    if not free.isupper():
        found += _CODE.findall(free)
    return tuple(dict.fromkeys(filter(None, (whole_code(code)[:40] for code in found))))[:MOST_CODES]
