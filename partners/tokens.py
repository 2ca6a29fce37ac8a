"""The text of an API key: `hub_`, 12 characters by which it is found, 43 secret ones, and a checksum of 6.

A fixed beginning and a checksum let scanners of secrets tell a leaked key from chance without asking us, and let us
refuse a mistyped one without asking the database. Letters, digits and the underscore: a double click selects all of it.
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
    """A key's text, and the part of it that may be known."""

    text: str
    prefix: str

    @property
    def digest(self) -> str:
        """What is stored in place of the text.

        A slow hash protects what people choose, which can be guessed. 256 random bits cannot: one SHA-256 is as safe,
        and a slow hash at every request would be a way to keep the hub busy. It is not keyed with HUB_SECRET_KEY, so
        that a new secret key leaves partners their keys.
        """
        return hashlib.sha256(self.text.encode()).hexdigest()


def new_token() -> Token:
    """Return a key that never was."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(PREFIX_LENGTH + SECRET_LENGTH))
    return Token(f"{MARKER}{body}{_checksum(body)}", body[:PREFIX_LENGTH])


def parse_token(text: str) -> Token | None:
    """Return the key that a text is; None when it cannot be one: another shape, or a wrong checksum."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    body, checksum = found[1][:-CHECKSUM_LENGTH], found[1][-CHECKSUM_LENGTH:]
    return Token(text, body[:PREFIX_LENGTH]) if _checksum(body) == checksum else None


def contains_key(text: str) -> bool:
    """Whether a key stands somewhere in a text."""
    return any(parse_token(found[0]) for found in _SHAPE.finditer(text))


def _checksum(body: str) -> str:
    number, digits = crc32(body.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
