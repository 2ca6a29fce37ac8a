"""Encrypted, authenticated tokens: clients cannot read, change or forge them (AES-SIV, RFC 5297)."""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings


class SealError(ValueError):
    """A token that this hub did not issue for this purpose."""


def seal(data: bytes, purpose: bytes) -> str:
    """Return a token for `data` (at least one byte); the same data give the same token."""
    return urlsafe_b64encode(_cipher(settings.SECRET_KEY).encrypt(data, [purpose])).decode().rstrip("=")


def unseal(token: str, purpose: bytes) -> bytes:
    """Return the data of a token. Raises SealError."""
    try:
        sealed = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        return _cipher(settings.SECRET_KEY).decrypt(sealed, [purpose])
    except (InvalidTag, ValueError):
        raise SealError("This token was not issued by this hub") from None


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(hashlib.blake2b(secret.encode(), person=b"hub sealing", digest_size=32).digest())
