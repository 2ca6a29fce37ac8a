"""Sort keys of titles and codes: texts whose order is that in which people expect to find them."""

import re
import unicodedata

LENGTH = 100
"""Characters of a sort key."""
_DIGITS = 8


def sort_key(text: str) -> str:
    """Return a text without case, accents and punctuation, and with numbers that sort by their value."""
    letters = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    words = re.findall(r"\d+|[^\W\d_]+", letters.casefold())
    return " ".join(word.zfill(_DIGITS) if word.isdecimal() else word for word in words)[:LENGTH]
