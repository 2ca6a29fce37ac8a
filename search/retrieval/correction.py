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
from search.base.analysis import tokenize, word_key
from search.base.fields import text_fields
from search.engines.similar_terms import LONG_WORD, max_edits
from search.queries.builder import build_whole_phrase_query
from search.queries.matching import match_concept, match_terms
from search.queries.nodes import Bool, Node, Term
from search.queries.parsed_query import ParsedQuery
from search.queries.parser import parse_query
from search.queries.suggesting import MIN_FUZZY_LENGTH
from search.retrieval.failover import SearchContext

MAX_CORRECTED = 3
MIN_CLEAR_LENGTH = 5
"""A change of one letter makes another word of most shorter words."""
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


def correct_typos(
    parsed: ParsedQuery, locale: str, filters: Sequence[Node], context: SearchContext
) -> Correction | None:
    """Return the text with unknown words replaced by similar ones, if a document has them with the rest of the text, or
    with most of it.

    Of several similar words, those are meant that make a phrase, or else the nearest.
    """
    unknown = [word for word in parsed.unknown if _may_be_typo(word)][:MAX_CORRECTED]
    choices = list(_choices(unknown, parsed, context))
    if not choices:
        return None
    candidates = [parse_query(_replace_words(parsed.text, chosen), locale) for chosen in choices]
    together = [
        _match_together(candidate, chosen, parsed) for candidate, chosen in zip(candidates, choices, strict=True)
    ]
    phrases = [build_whole_phrase_query(candidate) for candidate in candidates]
    found = context.snapshot.have_matches(
        [Bool(must=(query, *filters)) for query in (*together, *phrases)], context.visibility
    )
    ranked = sorted(range(len(choices)), key=lambda at: (not found[at], not found[len(choices) + at]))
    if not found[ranked[0]]:
        return None
    chosen = choices[ranked[0]]
    is_clear = len(chosen) == len(parsed.unknown) and all(starmap(_is_near, chosen.items()))
    return Correction(_replace_words(parsed.text, chosen), is_clear)


def _match_together(candidate: ParsedQuery, chosen: Replacements, parsed: ParsedQuery) -> Node:
    """Return the query for documents with a similar word and most of what is known; with all of it, if a similar word
    is a name: names are similar to much."""
    words, language = set(chosen.values()), candidate.language
    known = [one for one in candidate.concepts if not set(parsed.unknown) & set(one.words)]
    similar = tuple(match_concept(one, language) for one in known if words & set(one.words))
    most = len(known) if any(is_name(word, tokenize) for word in words) else len(known) // 2 + 1
    together = Bool(should=tuple(match_concept(one, language) for one in known), minimum_should_match=most)
    return Bool(
        must=(
            *(match_terms(phrase.typed, language) for phrase in candidate.phrases),
            *((Bool(should=similar, minimum_should_match=1), together) if similar else ()),
        ),
        must_not=tuple(match_terms(phrase, language) for phrase in candidate.excluded),
    )


def _is_near(word: str, candidate: str) -> bool:
    """Whether a word can hardly be anything but the other, misspelt: few get the first letter wrong."""
    edits = OSA.distance(word_key(word), word_key(candidate))
    return word[0] == candidate[0] and (len(word) > LONG_WORD or (edits <= 1 and len(word) >= MIN_CLEAR_LENGTH))


def _may_be_typo(word: str) -> bool:
    """Whether an unknown word may be misspelt: not if it is short, or a name."""
    return len(word) >= MIN_FUZZY_LENGTH and word.isalpha() and not is_name(word, tokenize)


def _choices(unknown: Sequence[str], parsed: ParsedQuery, context: SearchContext) -> Iterator[Replacements]:
    """Yield the combinations of similar words, the nearest first."""
    if not unknown:
        return
    similar = context.snapshot.similar_terms([*unknown, *map(_other_number, unknown)], parsed.language)
    field = text_fields(parsed.language).tokens
    candidates = [
        (word, candidate)
        for word in unknown
        for candidate in dict.fromkeys([*similar[word], *similar[_other_number(word)]])
        if _fits(word, candidate, parsed)
    ]
    found = context.snapshot.have_matches([Term(field, candidate) for _, candidate in candidates], context.visibility)
    findable: dict[str, list[str]] = {}
    for (word, candidate), is_found in zip(candidates, found, strict=True):
        if is_found:
            findable.setdefault(word, []).append(candidate)
    options = [[(word, candidate) for candidate in some[:MAX_CANDIDATES]] for word, some in findable.items()]
    yield from map(dict, product(*options) if options else ())


def _other_number(word: str) -> str:
    """Return the plural of a word, or the singular of a plural: documents may have only the one."""
    return word[:-1] if word.endswith("s") else f"{word}s"


def _fits(word: str, candidate: str, parsed: ParsedQuery) -> bool:
    """Whether a word may be corrected to another: what is typed like a name within a text, only to a name."""
    is_similar = OSA.distance(word_key(word), word_key(candidate)) <= max_edits(word)
    return is_similar and (not _is_capitalised(word, parsed.text) or is_name(candidate, tokenize))


def _is_capitalised(word: str, text: str) -> bool:
    """Whether a word begins with a capital for which there is no other reason: the beginning of the text, or a habit of
    writing all words like this. Two such words may be a name."""
    words = _WORD.findall(text)
    are_titles = all(one.istitle() for one in words if len(one) >= MIN_FUZZY_LENGTH)
    may_be_names = words if len(words) == 2 and are_titles else [] if are_titles else words[1:]
    return any(one.istitle() and tokenize(one) == (word,) for one in may_be_names)


def _replace_words(text: str, replacements: Replacements) -> str:
    def replaced(match: re.Match[str]) -> str:
        tokens = tokenize(match.group())
        return replacements.get(tokens[0], match.group()) if tokens else match.group()

    return _WORD.sub(replaced, text)
