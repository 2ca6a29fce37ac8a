"""Highlights typed terms in titles, without an engine."""

import re
from html import escape

from search.base.analysis import tokenize

MAX_PREFIXES = 32
_WORD = re.compile(r"\w+")


def highlight_prefixes(title: str, typed: str) -> str:
    """Return the title as escaped HTML, with <mark> around each word that starts with a typed term."""
    prefixes = tuple(tokenize(typed)[:MAX_PREFIXES])
    pieces, end = [], 0
    for match in _WORD.finditer(title):
        tokens = tokenize(match.group())
        if prefixes and tokens and tokens[0].startswith(prefixes):
            pieces += [escape(title[end : match.start()]), f"<mark>{escape(match.group())}</mark>"]
            end = match.end()
    return "".join((*pieces, escape(title[end:])))
