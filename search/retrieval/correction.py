"""Spelling correction ("Did you mean …?"): replaces terms that match nothing with similar ones that match something.

Only what the viewer may see counts as a match, so a term that occurs only in hidden documents counts as unknown and is
never offered.
"""

import re

from search.base.analysis import tokenize
from search.base.fields import text_fields
from search.engines.interface import Snapshot
from search.queries.builder import MIN_FUZZY_LENGTH
from search.queries.nodes import Node, Term
from search.queries.parser import ParsedQuery

MAX_CHECKED = 12
MAX_CORRECTED = 3
_LETTERS = re.compile(r"[^\W\d_]+")


def correct_typos(parsed: ParsedQuery, snapshot: Snapshot, visibility: Node) -> str:
    """Return the text with unknown words replaced by the most similar ones that the viewer can find, or ""."""
    unknown = [word for word in parsed.unknown if len(word) >= MIN_FUZZY_LENGTH and word.isalpha()][:MAX_CHECKED]
    if not unknown:
        return ""
    similar = snapshot.similar_terms(unknown, parsed.language)
    candidates = list(dict.fromkeys(candidate for token in unknown for candidate in similar[token]))
    field = text_fields(parsed.language).tokens
    found = snapshot.have_matches([Term(field, candidate) for candidate in candidates], visibility)
    findable = {candidate for candidate, is_found in zip(candidates, found, strict=True) if is_found}
    best = {token: next((candidate for candidate in similar[token] if candidate in findable), "") for token in unknown}
    replacements = dict([(token, candidate) for token, candidate in best.items() if candidate][:MAX_CORRECTED])
    if not replacements:
        return ""

    def replace(match: re.Match[str]) -> str:
        tokens = tokenize(match.group())
        return replacements.get(tokens[0], match.group()) if tokens else match.group()

    return _LETTERS.sub(replace, parsed.text)
