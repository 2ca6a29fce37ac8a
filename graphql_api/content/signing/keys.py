"""Ed25519 signing keys (RFC 8032), and the public keys to verify signatures with (RFC 7517, RFC 8037)."""

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
    """A key to verify signatures with."""

    raw: bytes

    @property
    def x(self) -> str:
        """The key as base64url."""
        return base64url(self.raw)

    @cached_property
    def key_id(self) -> str:
        """The key's thumbprint (RFC 7638), which avoids inventing names."""
        return base64url(hashlib.sha256(canonical_json({"crv": ALGORITHM, "kty": "OKP", "x": self.x})).digest())


@dataclass(frozen=True)
class SigningKey:
    """The key with which editions are signed."""

    private: Ed25519PrivateKey

    @cached_property
    def public(self) -> PublicKey:
        """The public key that verifies its signatures."""
        return PublicKey(self.private.public_key().public_bytes_raw())

    def sign(self, data: bytes) -> str:
        """Return the signature as base64url. It is deterministic."""
        return base64url(self.private.sign(data))


def signing_key() -> SigningKey | None:
    """Return the key with which editions are signed; None if production has none."""
    if settings.SIGNING_KEY:
        return _load_key(settings.SIGNING_KEY)
    return _load_key(_machine_seed(settings.SIGNING_KEY_FILE)) if settings.SIGNING_KEY_FILE else None


def public_keys() -> list[PublicKey]:
    """Return the keys with which signatures may have been temporary: the current one, then previous and next ones."""
    key = signing_key()
    current = [key.public] if key else []
    return list(dict.fromkeys([*current, *map(PublicKey, settings.SIGNING_PUBLIC_KEYS)]))


@lru_cache(maxsize=4)
def _load_key(seed: bytes) -> SigningKey:
    return SigningKey(Ed25519PrivateKey.from_private_bytes(seed))


@lru_cache(maxsize=4)
def _machine_seed(file: Path) -> bytes:
    """Return this machine's own seed, creating it on first use."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        temporary.touch(mode=0o600)
        temporary.write_bytes(secrets.token_bytes(SEED_BYTES))
        try:
            os.link(temporary, file)  # atomic: of several processes the first wins
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return file.read_bytes()


def base64url(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")
