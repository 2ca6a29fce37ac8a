"""Spelling correction ("Did you mean …?"): replaces words that match nothing with similar ones that match something.

Only what the viewer may see counts as a match, so a word that occurs only in hidden documents counts as unknown and is
never offered. A name is never corrected into a word: New York is not new work.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product, starmap

from rapidfuzz.distance import OSA

from publishing.geography.gazetteer import is_name
from search.base.analysis import tokenize
from search.base.fields import text_fields
from search.engines.similar_terms import LONG_WORD
from search.queries.builder import all_concepts_query, build_whole_phrase_query
from search.queries.nodes import Term
from search.queries.parsed_query import ParsedQuery
from search.queries.parser import parse_query
from search.queries.suggesting import MIN_FUZZY_LENGTH
from search.retrieval.failover import SearchContext

MAX_CORRECTED = 3
MAX_CANDIDATES = 4
"""For each word."""
_WORD = re.compile(r"[^\W\d_]+")

Replacements = dict[str, str]


@dataclass(frozen=True)
class Correction:
    """A text with other words, and whether it is clearly what was meant: one document has all of them, and hardly any
    letter is another one."""

    text: str
    is_clear: bool


def correct_typos(parsed: ParsedQuery, locale: str, context: SearchContext) -> Correction | None:
    """Return the text with unknown words replaced by similar ones that the viewer can find; None if there are none.

    Of several similar words, those that documents contain together with the rest of the text are meant.
    """
    unknown = [word for word in parsed.unknown if _may_be_typo(word)][:MAX_CORRECTED]
    choices = list(_choices(unknown, parsed, context))
    if not choices:
        return None
    texts = [_replace_words(parsed.text, chosen) for chosen in choices]
    candidates = [parse_query(text, locale) for text in texts]
    queries = [build(candidate) for candidate in candidates for build in (build_whole_phrase_query, all_concepts_query)]
    found = context.snapshot.have_matches(queries, context.visibility)
    best = max(range(len(choices)), key=lambda at: (found[2 * at], found[2 * at + 1], -at))
    is_near = len(choices[best]) == len(parsed.unknown) and all(starmap(_is_near, choices[best].items()))
    return Correction(texts[best], is_clear=is_near and found[2 * best + 1])


def _is_near(word: str, candidate: str) -> bool:
    edits = OSA.distance(word, candidate)
    return edits == 1 or (len(word) > LONG_WORD and word[0] == candidate[0])


def _may_be_typo(word: str) -> bool:
    """Whether an unknown word may be misspelt: not if it is short, or a name."""
    return len(word) >= MIN_FUZZY_LENGTH and word.isalpha() and not is_name(word, tokenize)


def _choices(unknown: Sequence[str], parsed: ParsedQuery, context: SearchContext) -> Iterator[Replacements]:
    """Yield the combinations of similar words, the nearest first."""
    if not unknown:
        return
    similar = context.snapshot.similar_terms(unknown, parsed.language)
    field = text_fields(parsed.language).tokens
    candidates = [
        (word, candidate) for word in unknown for candidate in similar[word] if _fits(word, candidate, parsed)
    ]
    found = context.snapshot.have_matches([Term(field, candidate) for _, candidate in candidates], context.visibility)
    findable: dict[str, list[str]] = {}
    for (word, candidate), is_found in zip(candidates, found, strict=True):
        if is_found:
            findable.setdefault(word, []).append(candidate)
    options = [[(word, candidate) for candidate in some[:MAX_CANDIDATES]] for word, some in findable.items()]
    yield from map(dict, product(*options) if options else ())


def _fits(word: str, candidate: str, parsed: ParsedQuery) -> bool:
    """Whether a word may be corrected to another: what is typed like a name within a text, only to a name."""
    return not _is_capitalised(word, parsed.text) or is_name(candidate, tokenize)


def _is_capitalised(word: str, text: str) -> bool:
    """Whether a word other than the first begins with a capital, in a text that is not all capitals or titles."""
    words = _WORD.findall(text)
    typed = [one for one in words[1:] if tokenize(one) == (word,)]
    others = [one for one in words if len(one) >= MIN_FUZZY_LENGTH and tokenize(one) != (word,)]
    return any(one.istitle() for one in typed) and (not others or not all(map(str.istitle, others)) or len(words) == 2)


def _replace_words(text: str, replacements: Replacements) -> str:
    def replaced(match: re.Match[str]) -> str:
        tokens = tokenize(match.group())
        return replacements.get(tokens[0], match.group()) if tokens else match.group()

    return _WORD.sub(replaced, text)
