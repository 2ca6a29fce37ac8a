"""Sort keys of titles and codes: texts whose order is that in which people expect to find them."""

import re
import unicodedata

LENGTH = 100
"""Characters of a sort key."""
_DIGITS = 8


def sort_key(text: str) -> str:
    """Return a text without case, accents and punctuation, and with numbers that sort by their value."""
    letters = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    parts = re.findall(r"\d+|[^\W\d_]+", letters.casefold())
    return " ".join(part.zfill(_DIGITS) if part.isdecimal() else part for part in parts)[:LENGTH]
