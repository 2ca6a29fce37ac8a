"""Marks in titles what was typed, without an engine."""

import re
from html import escape

from search.base.analysis import tokenize

_WORD = re.compile(r"\w+")


def marked_beginnings(title: str, typed: str) -> str:
    """Return the title as HTML, escaped, with the words in <mark> that begin like one that was typed."""
    beginnings = tuple(tokenize(typed)[:32])
    pieces, place = [], 0
    for match in _WORD.finditer(title):
        folded = tokenize(match.group())
        if beginnings and folded and folded[0].startswith(beginnings):
            pieces += [escape(title[place : match.start()]), f"<mark>{escape(match.group())}</mark>"]
            place = match.end()
    return "".join((*pieces, escape(title[place:])))
