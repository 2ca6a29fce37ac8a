"""Spelling correction ("Did you mean …?"): replaces terms that match nothing with similar ones that match something.

Only what the viewer may see counts as a match, so a term that occurs only in hidden documents counts as unknown and is
never offered.
"""

import re
from collections.abc import Sequence

from search.base.analysis import positioned_terms, tokenize
from search.base.fields import text_fields
from search.engines.interface import Snapshot
from search.queries.builder import MIN_FUZZY_LENGTH, any_field_query
from search.queries.nodes import Node, Term
from search.queries.parser import ParsedQuery

MAX_CHECKED = 12
MAX_CORRECTED = 3
_LETTERS = re.compile(r"[^\W\d_]+")


def possible_typos(parsed: ParsedQuery) -> dict[str, Node]:
    """Return the tokens that may be misspelt, each with the query that checks whether any document contains it.

    Terms of the vocabulary are spelt correctly, whether any document contains them or not.
    """
    typos = {}
    for token in dict.fromkeys(tokenize(parsed.text)[:MAX_CHECKED]):
        terms = {term for _, term in positioned_terms(token, parsed.language)}
        if len(token) >= MIN_FUZZY_LENGTH and token.isalpha() and not parsed.known_terms.issuperset(terms):
            query = any_field_query(token, parsed.language)
            if query is not None:
                typos[token] = query
    return typos


def correct_typos(parsed: ParsedQuery, unknown: Sequence[str], snapshot: Snapshot, visibility: Node) -> str:
    """Return the text with unknown tokens replaced by the most similar ones that the viewer can find, or ""."""
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
