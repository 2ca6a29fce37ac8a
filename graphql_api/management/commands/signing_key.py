"""`manage.py signing_key`: a new key to sign editions with, and its public key."""

import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management.base import BaseCommand

from graphql_api.content.signing.keys import SEED_BYTES, SigningKey, base64url


class Command(BaseCommand):
    help = "Print a new signing key and its public key. Nothing is stored: keep the first secret."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print both as the variables take them."""
        seed = secrets.token_bytes(SEED_BYTES)
        public = SigningKey(Ed25519PrivateKey.from_private_bytes(seed)).public
        self.stdout.write(f"HUB_SIGNING_KEY={base64url(seed)}\nHUB_SIGNING_PUBLIC_KEYS={public.x}")
