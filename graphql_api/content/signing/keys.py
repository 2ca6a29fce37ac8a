"""Ed25519 signatures (RFC 8032), and the public keys to verify them with (RFC 7517, RFC 8037)."""

import hashlib
import os
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from publishing.log.new_edition import canonical_json

ALGORITHM = "Ed25519"
SEED_BYTES = 32


@dataclass(frozen=True)
class PublicKey:
    """A key that signatures are verified with."""

    raw: bytes

    @property
    def x(self) -> str:
        """The key as base64url."""
        return base64url(self.raw)

    @cached_property
    def key_id(self) -> str:
        """The key's thumbprint (RFC 7638): nobody has to invent names."""
        return base64url(hashlib.sha256(canonical_json({"crv": ALGORITHM, "kty": "OKP", "x": self.x})).digest())

    def jwk(self) -> dict[str, str]:
        """Return the key as a JSON Web Key; without `alg`, which RFC 8037 and RFC 9864 name differently."""
        return {"kty": "OKP", "crv": ALGORITHM, "x": self.x, "kid": self.key_id, "use": "sig"}


@dataclass(frozen=True)
class SigningKey:
    """The key that editions are signed with."""

    private: Ed25519PrivateKey

    @cached_property
    def public(self) -> PublicKey:
        """What its signatures are verified with."""
        return PublicKey(self.private.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> str:
        """Return the signature as base64url; the same bytes give the same signature."""
        return base64url(self.private.sign(data))


def signing_key() -> SigningKey | None:
    """Return the key that editions are signed with; None where production has none."""
    if settings.SIGNING_KEY:
        return _key_of(settings.SIGNING_KEY)
    return _key_of(_own_seed(settings.SIGNING_KEY_FILE)) if settings.SIGNING_KEY_FILE else None


def public_keys() -> list[PublicKey]:
    """Return the keys that signatures may be of: the one in use, those before it, and the next."""
    key = signing_key()
    current = [key.public] if key else []
    return list(dict.fromkeys([*current, *map(PublicKey, settings.SIGNING_PUBLIC_KEYS)]))


@lru_cache(maxsize=4)
def _key_of(seed: bytes) -> SigningKey:
    return SigningKey(Ed25519PrivateKey.from_private_bytes(seed))


@lru_cache(maxsize=4)
def _own_seed(file: Path) -> bytes:
    """Return the key that this machine made for itself, the first time it was asked."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_bytes(secrets.token_bytes(SEED_BYTES))
        try:
            os.link(made, file)  # whole or not at all, and of several processes the first wins
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_bytes()


def base64url(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")
