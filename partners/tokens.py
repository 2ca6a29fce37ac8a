"""The text of an API key: `hub_`, 12 characters that identify it, 43 that are secret, and a checksum of 6.

The fixed prefix and the checksum let secret scanners recognise a leaked key without contacting us, and let us refuse a
mistyped one without a database query. It has only letters, digits and an underscore, so a double click selects all.
"""

import hashlib
import re
import secrets
import string
from typing import NamedTuple
from zlib import crc32

MARKER = "hub_"
PREFIX_LENGTH = 12
SECRET_LENGTH = 43
"""In base 62: just over 256 bits."""
CHECKSUM_LENGTH = 6

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_LENGTH = PREFIX_LENGTH + SECRET_LENGTH + CHECKSUM_LENGTH
_SHAPE = re.compile(rf"{MARKER}([0-9A-Za-z]{{{_LENGTH}}})")


class Token(NamedTuple):
    """A key's text, and the part of it that is not secret."""

    text: str
    prefix: str

    @property
    def digest(self) -> str:
        """The hash that is stored instead of the text.

        A slow hash protects passwords, which can be guessed. 256 random bits cannot: SHA-256 is as safe, and a slow
        hash at every request could be used to keep the hub busy. It does not depend on HUB_SECRET_KEY, so that
        partners' keys remain valid with a new secret key.
        """
        return hashlib.sha256(self.text.encode()).hexdigest()


def new_token() -> Token:
    """Return a new random key."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(PREFIX_LENGTH + SECRET_LENGTH))
    return Token(f"{MARKER}{body}{_checksum(body)}", body[:PREFIX_LENGTH])


def parse_token(text: str) -> Token | None:
    """Parse a key's text; return None if it has another format or a wrong checksum."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    body, checksum = found[1][:-CHECKSUM_LENGTH], found[1][-CHECKSUM_LENGTH:]
    return Token(text, body[:PREFIX_LENGTH]) if _checksum(body) == checksum else None


def contains_key(text: str) -> bool:
    """Whether a text contains a key."""
    return any(parse_token(found[0]) for found in _SHAPE.finditer(text))


def _checksum(body: str) -> str:
    number, digits = crc32(body.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
