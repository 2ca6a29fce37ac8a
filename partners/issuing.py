"""Keys come and go: made, replaced with an overlap, revoked."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from partners.models import ApiKey, KeyState
from partners.tokens import Token, new_token

LIFETIME = timedelta(days=365)
"""Of a new key, unless something else is said."""
OVERLAP = timedelta(days=14)
"""In which a replaced key goes on working, unless something else is said."""
COPIED = ("partner", "label", "audience", "kinds", "origins", "points_per_minute", "burst")


class NotReplaceableError(ValueError):
    """A key that cannot be replaced. The text says why."""


def issue(key: ApiKey) -> Token:
    """Save a new key and return its text, which nobody can read again."""
    token = new_token()
    key.prefix, key.digest = token.prefix, token.digest
    key.save()
    return token


@transaction.atomic
def replace(key: ApiKey, overlap: timedelta = OVERLAP, at: datetime | None = None) -> tuple[ApiKey, Token]:
    """Return a key in place of another, for the same things and for as long. The other ends after the overlap."""
    at = at or timezone.now()
    key = ApiKey.objects.select_for_update(of=("self",)).select_related("partner").get(pk=key.pk)
    if key.state(at) is KeyState.REVOKED:
        raise NotReplaceableError("It was revoked: make a new key.")
    if ApiKey.objects.filter(replaces=key).exists():
        raise NotReplaceableError("It was replaced already: replace the key that came after it.")
    lifetime = key.expires_at - key.created_at if key.expires_at else None
    successor = ApiKey(replaces=key, created_at=at, expires_at=at + lifetime if lifetime else None)
    for name in COPIED:
        setattr(successor, name, getattr(key, name))
    token = issue(successor)
    key.expires_at = min(key.expires_at or at + overlap, at + overlap)
    key.save(update_fields=["expires_at"])
    return successor, token


def revoke(key: ApiKey, at: datetime | None = None) -> None:
    """End a key at once; a second time changes nothing."""
    if key.revoked_at is None:
        key.revoked_at = at or timezone.now()
        key.save(update_fields=["revoked_at"])
