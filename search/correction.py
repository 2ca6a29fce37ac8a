"""Did you mean: words that nothing has, replaced by similar ones that something has."""

import re
from collections.abc import Callable

from search.analysis import positioned_terms, words
from search.asked import Asked
from search.engines import Snapshot
from search.nodes import Bool, Node
from search.queries import FUZZY_FROM, any_field, word_query

MOST_WORDS = 12
MOST_CORRECTED = 3
COMMON = 1000
"""A word of more documents is no typo, and is not looked for behind the gate: that would take as long as the search."""
_WORD = re.compile(r"[^\W\d_]+")


def corrected(asked: Asked, snapshot: Snapshot, gate: Node) -> str:
    """Return the text with its unknown words replaced, or nothing when there is none to replace.

    Known is what something behind the gate has: a word that stands only in what the viewer may not read is neither
    taken for known nor offered.
    """

    def found(query: Node) -> int:
        return snapshot.count(Bool(must=(query, gate)))

    replacements: dict[str, str] = {}
    for word in dict.fromkeys(words(asked.text)[:MOST_WORDS]):
        if len(word) < FUZZY_FROM or not word.isalpha() or _is_known(word, asked.language, snapshot, found):
            continue
        if near := _nearest(word, asked.language, snapshot, found):
            replacements[word] = near
        if len(replacements) == MOST_CORRECTED:
            break
    return _WORD.sub(lambda match: _replaced(match.group(), replacements), asked.text) if replacements else ""


def _is_known(word: str, language: str, snapshot: Snapshot, found: Callable[[Node], int]) -> bool:
    query = any_field(word, language)
    if query is None:
        return True
    frequency = max(snapshot.frequency(term, language) for _, term in positioned_terms(word, language))
    return frequency > COMMON or (frequency > 0 and found(query) > 0)


def _nearest(word: str, language: str, snapshot: Snapshot, found: Callable[[Node], int]) -> str:
    """The candidates come the nearest first: the first of them that the viewer can find."""
    for candidate in snapshot.similar_words(word, language):
        if found(word_query(candidate, language)):
            return candidate
    return ""


def _replaced(word: str, replacements: dict[str, str]) -> str:
    folded = words(word)
    return replacements.get(folded[0], word) if folded else word
