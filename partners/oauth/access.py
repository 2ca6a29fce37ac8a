"""Access tokens: a key's prefix, a scope and an expiry, sealed. They are not stored; the key is looked up at each use,
so that revoking it, or deactivating its partner, ends its tokens immediately."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from partners.tokens import PREFIX_LENGTH
from publishing.infrastructure.sealed_tokens import SealError, seal, unseal

MARKER = "hubt_"
LIFETIME = timedelta(minutes=10)
_PURPOSE = b"partners' access token"
_END_LENGTH = 8


class AccessToken(NamedTuple):
    """The content of a token."""

    key_prefix: str
    scope: str
    expires_at: datetime


def issue_access_token(key_prefix: str, scope: str, at: datetime | None = None) -> str:
    """Return a new token's text."""
    end = int(((at or timezone.now()) + LIFETIME).timestamp())
    return MARKER + seal(key_prefix.encode() + end.to_bytes(_END_LENGTH, "big") + scope.encode(), _PURPOSE)


def parse_access_token(text: str) -> AccessToken | None:
    """Parse a token; return None if the text is not one of ours."""
    if not text.startswith(MARKER):
        return None
    try:
        note = unseal(text.removeprefix(MARKER), _PURPOSE)
    except SealError:
        return None
    prefix, end, scope = note[:PREFIX_LENGTH], note[PREFIX_LENGTH:][:_END_LENGTH], note[PREFIX_LENGTH + _END_LENGTH :]
    expires_at = datetime.fromtimestamp(int.from_bytes(end, "big"), timezone.get_default_timezone())
    return AccessToken(prefix.decode(), scope.decode(), expires_at)
