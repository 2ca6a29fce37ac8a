"""Links for contact details: `tel:` for telephone numbers (RFC 3966), `mailto:` for email addresses (RFC 6068)."""

import re
from email.utils import parseaddr
from typing import NamedTuple
from urllib.parse import quote

from phonenumbers import (
    Leniency,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
    is_valid_number,
)

REGION = "GB"
"""Numbers without a country code are British."""
SHORTEST = 7
_EXTENSION = re.compile(r"\b(?:ext(?:ension|n)?\b\.?|x|est(?:yniad)?\b\.?)[ :#]*(\d{1,7})\b", re.IGNORECASE)
# 999, 101, 111: national short numbers, which have no global form in RFC 3966.
_SHORT = re.compile(r"[1-9]\d{2,5}")


class TextPart(NamedTuple):
    """A part of a text; `link` is empty if it is not a telephone number."""

    text: str
    link: str = ""


def split_telephone_numbers(text: str) -> list[TextPart]:
    """Split a text into its telephone numbers, each with a link, and the text between: “020 7946 0000 (24 hours), ext.
    12” becomes the link tel:+44-20-7946-0000;ext=12 and the text that follows."""
    if _SHORT.fullmatch(text.strip()):
        return [TextPart(text, f"tel:{text.strip()}")]
    found = [
        match
        for match in PhoneNumberMatcher(text, REGION, leniency=Leniency.POSSIBLE)
        if is_valid_number(match.number) or len(str(match.number.national_number)) >= SHORTEST
    ]
    parts: list[TextPart] = []
    position = 0
    for match, end in zip(found, [*(match.start for match in found), len(text)][1:], strict=True):
        number = match.number
        if not number.extension and (extension := _EXTENSION.search(text, match.end, end)):
            number.extension = extension[1]
        link = format_number(number, PhoneNumberFormat.RFC3966)
        parts += [TextPart(text[position : match.start]), TextPart(match.raw_string, link)]
        position = match.end
    return [part for part in (*parts, TextPart(text[position:])) if part.text]


def mailto_url(address: str) -> str:
    """Return the `mailto:` link of an email address; empty if the address is invalid."""
    name, at, host = address.rpartition("@")
    if not (name and host) or parseaddr(address)[1] != address or re.search(r"\s", address):
        return ""
    # RFC 6068: characters that would end the address or start a header (? & %) are encoded.
    return f"mailto:{quote(name, safe='!$*+-._~')}{at}{quote(host, safe='.-[]:')}"
