"""The text that a search is counted under: one form for the ways to type it, and none for what looks personal."""

import re

from search.base.analysis import normalise
from search.models.analytics import LONGEST_TEXT, UNLISTED

_PERSONAL = re.compile(
    r"@"  # an address of email, or somebody's name on a social network
    r"|\d{6}"  # numbers of accounts, passports, warrants
    r"|\d(?:[\s()./+-]*\d){7}"  # telephone numbers and dates of birth, but not BR-2026-014
    r"|\b[a-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[a-d]\b"  # National Insurance numbers
    r"|\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b"  # postcodes
    r"|\b[a-z]{2}\d{2}\s?[a-z]{3}\b"  # vehicle registrations
)


def counted_text(text: str) -> str:
    """Return the text to count a search under; UNLISTED for one that must not be kept."""
    printable = "".join(letter if letter.isprintable() else " " for letter in normalise(text))
    plain = " ".join(printable.casefold().split())
    return UNLISTED if len(plain) > LONGEST_TEXT or _PERSONAL.search(plain) else plain
