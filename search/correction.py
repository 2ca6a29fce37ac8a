"""Did you mean: words that nothing has, replaced by similar ones that something has.

Known is what something behind the gate has: a word that stands only in what the viewer may not read is neither taken
for known nor offered.
"""

import re
from collections.abc import Collection, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import positioned_terms, words
from search.asked import Asked
from search.engines import Snapshot
from search.nodes import Node
from search.queries import FUZZY_FROM, any_field, word_query

MOST_WORDS = 12
MOST_CORRECTED = 3
MOST_SIMILAR = 8
LONG_WORD = 8
"""From this length on a word may differ by two edits, not one."""
_WORD = re.compile(r"[^\W\d_]+")


def doubtful(asked: Asked) -> dict[str, Node]:
    """Return the words that may be typos, with the query that tells whether something has them."""
    typed = dict.fromkeys(words(asked.text)[:MOST_WORDS])
    queries = {
        word: any_field(word, asked.language)
        for word in typed
        if len(word) >= FUZZY_FROM and word.isalpha() and not _is_understood(word, asked)
    }
    return {word: query for word, query in queries.items() if query is not None}


def corrected(asked: Asked, unknown: Sequence[str], snapshot: Snapshot, gate: Node) -> str:
    """Return the text with its unknown words replaced by the nearest that the viewer can find; empty when none is."""
    if not unknown:
        return ""
    near = snapshot.similar_words(unknown, asked.language)
    offered = list(dict.fromkeys(candidate for word in unknown for candidate in near[word]))
    found = snapshot.have_matches([word_query(candidate, asked.language) for candidate in offered], gate)
    findable = {candidate for candidate, is_found in zip(offered, found, strict=True) if is_found}
    best = {word: next((candidate for candidate in near[word] if candidate in findable), "") for word in unknown}
    replacements = dict([(word, candidate) for word, candidate in best.items() if candidate][:MOST_CORRECTED])
    return _WORD.sub(lambda match: _replaced(match.group(), replacements), asked.text) if replacements else ""


def edits_of(word: str) -> int:
    """Return by how many edits a word may differ from what is meant."""
    return 2 if len(word) >= LONG_WORD else 1


def nearest(word: str, vocabulary: Collection[str]) -> list[str]:
    """Return the words that are near enough, the nearest first; among equals those with the same first letter."""
    found = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=edits_of(word), limit=50)
    ranked = sorted(found, key=lambda near: (near[1], near[0][0] != word[0]))
    return [near[0] for near in ranked[:MOST_SIMILAR]]


def _is_understood(word: str, asked: Asked) -> bool:
    """Whether the vocabulary knows it: then it is no typo, whatever the index has."""
    return asked.understood.issuperset(term for _, term in positioned_terms(word, asked.language))


def _replaced(word: str, replacements: dict[str, str]) -> str:
    folded = words(word)
    return replacements.get(folded[0], word) if folded else word
