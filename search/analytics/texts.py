"""Normalises the text of a counted search, and drops it if it looks like personal data."""

import re

from search.base.analysis import normalise
from search.models.analytics import MAX_TEXT_LENGTH, UNLISTED

_PERSONAL = re.compile(
    r"@"  # an email address, or a name on a social network
    r"|\d{6}"  # account, passport and warrant numbers
    r"|\d(?:[\s()./+-]*\d){7}"  # telephone numbers and dates of birth, but not BR-2026-014
    r"|\b[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b"  # National Insurance numbers
    r"|\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b"  # postcodes
    r"|\b[a-z]{2}\d{2}\s?[a-z]{3}\b"  # vehicle registrations
)


def normalise_query_text(text: str) -> str:
    """Return the text under which a search is counted; UNLISTED if the text must not be stored."""
    printable = "".join(letter if letter.isprintable() else " " for letter in normalise(text))
    plain = " ".join(printable.casefold().split())
    return UNLISTED if len(plain) > MAX_TEXT_LENGTH or _PERSONAL.search(plain) else plain
