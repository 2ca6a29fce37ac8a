"""Did you mean: words that nothing has, replaced by similar ones that something has.

Known is what something behind the gate has: a word that stands only in what the viewer may not read is neither taken
for known nor offered.
"""

import re
from collections.abc import Sequence

from search.base.analysis import positioned_terms, tokenize
from search.engines.interface import Snapshot
from search.queries.builder import FUZZY_FROM, any_field_query, token_query
from search.queries.nodes import Node
from search.queries.parser import ParsedQuery

MOST_WORDS = 12
MOST_CORRECTED = 3
_WORD = re.compile(r"[^\W\d_]+")


def doubtful(asked: ParsedQuery) -> dict[str, Node]:
    """Return the words that may be typos, with the query that tells whether something has them."""
    typed = dict.fromkeys(tokenize(asked.text)[:MOST_WORDS])
    queries = {
        word: any_field_query(word, asked.language)
        for word in typed
        if len(word) >= FUZZY_FROM and word.isalpha() and not _is_understood(word, asked)
    }
    return {word: query for word, query in queries.items() if query is not None}


def corrected(asked: ParsedQuery, unknown: Sequence[str], snapshot: Snapshot, visibility: Node) -> str:
    """Return the text with its unknown words replaced by the nearest that the viewer can find; empty when none is."""
    if not unknown:
        return ""
    near = snapshot.similar_words(unknown, asked.language)
    offered = list(dict.fromkeys(candidate for word in unknown for candidate in near[word]))
    found = snapshot.have_matches([token_query(candidate, asked.language) for candidate in offered], visibility)
    findable = {candidate for candidate, is_found in zip(offered, found, strict=True) if is_found}
    best = {word: next((candidate for candidate in near[word] if candidate in findable), "") for word in unknown}
    replacements = dict([(word, candidate) for word, candidate in best.items() if candidate][:MOST_CORRECTED])
    return _WORD.sub(lambda match: _replaced(match.group(), replacements), asked.text) if replacements else ""


def _is_understood(word: str, asked: ParsedQuery) -> bool:
    """Whether the vocabulary knows it: then it is no typo, whatever the index has."""
    return asked.understood.issuperset(term for _, term in positioned_terms(word, asked.language))


def _replaced(word: str, replacements: dict[str, str]) -> str:
    folded = tokenize(word)
    return replacements.get(folded[0], word) if folded else word
