"""Ways to reach someone, as links: telephone numbers by RFC 3966, mail addresses by RFC 6068."""

import re
from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import quote

from phonenumbers import (
    Leniency,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
    is_valid_number,
)

REGION = "GB"
"""Numbers without a country's code are British."""
SHORTEST = 7
_EXTENSION = re.compile(r"\b(?:ext(?:ension|n)?\b\.?|x|est(?:yniad)?\b\.?)[ :#]*(\d{1,7})\b", re.IGNORECASE)
# 999, 101, 111: numbers of a country's own, which RFC 3966 has no global form for.
_SHORT = re.compile(r"[1-9]\d{2,5}")


class TextPart(NamedTuple):
    """A piece of a text; `link` is empty where it is no telephone number."""

    text: str
    link: str = ""


def split_telephone_numbers(text: str) -> list[TextPart]:
    """Return a text in pieces, each telephone number with its link: “020 7946 0000 (24 hours), ext. 12” is the link
    tel:+44-20-7946-0000;ext=12 and the words after it."""
    if _SHORT.fullmatch(text.strip()):
        return [TextPart(text, f"tel:{text.strip()}")]
    found = [match for match in PhoneNumberMatcher(text, REGION, leniency=Leniency.POSSIBLE) if _is_one(match.number)]
    pieces: list[TextPart] = []
    place = 0
    for match, end in zip(found, [*(match.start for match in found), len(text)][1:], strict=True):
        number = match.number
        if not number.extension and (extension := _EXTENSION.search(text, match.end, end)):
            number.extension = extension[1]
        link = format_number(number, PhoneNumberFormat.RFC3966)
        pieces += [TextPart(text[place : match.start]), TextPart(match.raw_string, link)]
        place = match.end
    return [piece for piece in (*pieces, TextPart(text[place:])) if piece.text]


def mailto_url(address: str) -> str:
    """Return the link that writes to an address; empty where it is none."""
    name, at, host = address.rpartition("@")
    if not (name and host) or parseaddr(address)[1] != address or re.search(r"\s", address):
        return ""
    # RFC 6068: what would end the address or begin a header (? & %) is encoded.
    return f"mailto:{quote(name, safe='!$*+-._~')}{at}{quote(host, safe='.-[]:')}"


def _is_one(number: PhoneNumber) -> bool:
    return is_valid_number(number) or len(str(number.national_number)) >= SHORTEST
