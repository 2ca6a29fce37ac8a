"""`manage.py signing_key`: generates a key for signing editions."""

import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management.base import BaseCommand

from graphql_api.content.signing.keys import SEED_BYTES, SigningKey, base64url


class Command(BaseCommand):
    help = "Print a new signing key and its public key. Nothing is stored: keep the first one secret."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print both in the format of the environment variables."""
        seed = secrets.token_bytes(SEED_BYTES)
        public = SigningKey(Ed25519PrivateKey.from_private_bytes(seed)).public
        self.stdout.write(f"HUB_SIGNING_KEY={base64url(seed)}\nHUB_SIGNING_PUBLIC_KEYS={public.x}")
