"""Issues, replaces (with an overlap) and revokes API keys."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from partners.models import ApiKey, KeyState
from partners.tokens import Token, new_token

LIFETIME = timedelta(days=365)
"""The default lifetime of a new key."""
OVERLAP = timedelta(days=14)
"""How long a replaced key continues to work by default."""
MAX_OVERLAP_DAYS = 90
GRANT_PERMISSION = "partners.grant_audience"
COPIED = ("partner", "label", "audience", "kinds", "scopes", "origins", "preview_url", "points_per_minute", "burst")


class NotReplaceableError(ValueError):
    """A key cannot be replaced. The message says why."""


def issue(key: ApiKey) -> Token:
    """Save a new key and return its text, which is not stored."""
    token = new_token()
    key.prefix, key.digest = token.prefix, token.digest
    key.save()
    return token


@transaction.atomic
def replace(key: ApiKey, overlap: timedelta = OVERLAP, at: datetime | None = None) -> tuple[ApiKey, Token]:
    """Replace a key by one with the same access and lifetime. The old one expires after the overlap."""
    at = at or timezone.now()
    key = ApiKey.objects.select_for_update(of=("self",)).select_related("partner").get(pk=key.pk)
    if key.state(at) is KeyState.REVOKED:
        raise NotReplaceableError("It was revoked: create a new key.")
    if ApiKey.objects.filter(replaces=key).exists():
        raise NotReplaceableError("It has already been replaced: replace the key that replaced it.")
    lifetime = key.expires_at - key.created_at if key.expires_at else None
    successor = ApiKey(replaces=key, created_at=at, expires_at=at + lifetime if lifetime else None)
    for name in COPIED:
        setattr(successor, name, getattr(key, name))
    token = issue(successor)
    key.expires_at = min(key.expires_at or at + overlap, at + overlap)
    key.save(update_fields=["expires_at"])
    return successor, token


@transaction.atomic
def rotate(key: ApiKey, overlap: timedelta = OVERLAP) -> tuple[ApiKey, Token]:
    """Replace a key. If its replacement was never used, only give that a new text: the first one was lost."""
    successor = ApiKey.objects.select_for_update(of=("self",)).filter(replaces=key).first()
    if successor is None or successor.last_used_at or successor.revoked_at:
        return replace(key, overlap)
    return successor, issue(successor)


def may_manage(user: Any, key: ApiKey) -> bool:
    """Whether a user may change or replace a key. If the key can read more than the public, this needs the permission
    to grant that."""
    return key.is_public or user.has_perm(GRANT_PERMISSION)


def revoke(key: ApiKey, at: datetime | None = None) -> None:
    """Revoke a key. Revoking it again changes nothing."""
    if key.revoked_at is None:
        key.revoked_at = at or timezone.now()
        key.save(update_fields=["revoked_at"])
