"""Authenticates requests by the API key or access token in the `Authorization` header."""

import re
from enum import StrEnum
from hmac import compare_digest
from threading import Lock
from typing import NamedTuple
from urllib.parse import unquote_plus

from cachetools import TTLCache
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from partners.models import ApiKey, KeyState
from partners.oauth.access import AccessToken, parse_access_token
from partners.oauth.scopes import narrow_scopes, narrow_viewer
from partners.tokens import Token, contains_key, parse_token
from publishing.access.viewers import Viewer

_BEARER = re.compile(r"Bearer +([!-~]+) *", re.IGNORECASE)
_NAMES = re.compile("(?:^|&)([^=&]*)")
_PARAMETERS = ("access_token", "api_key", "apikey", "key", "token")

_lock = Lock()
_wrong: TTLCache[str, bool] = TTLCache(10_000, 60)
"""Digests of keys that do not exist. An unknown key never becomes valid later, so each is looked up once a minute."""


class Refusal(StrEnum):
    """Why a key is not accepted: the error code for the client."""

    KEY_REFUSED = "KEY_REFUSED"
    KEY_EXPIRED = "KEY_EXPIRED"
    KEY_REVOKED = "KEY_REVOKED"
    KEY_IN_ADDRESS = "KEY_IN_ADDRESS"
    ORIGIN_NOT_ALLOWED = "ORIGIN_NOT_ALLOWED"

    @property
    def status(self) -> int:
        """The HTTP status."""
        return {Refusal.KEY_IN_ADDRESS: 400, Refusal.ORIGIN_NOT_ALLOWED: 403}.get(self, 401)

    @property
    def challenge(self) -> str:
        """The `WWW-Authenticate` header (RFC 6750); empty if another key would not help."""
        error = {400: "invalid_request", 401: "invalid_token"}.get(self.status)
        return f'Bearer realm="Step Change hub", error="{error}"' if error else ""


class RefusedKeyError(Exception):
    """A key is not accepted. The message is for the client."""

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal


class Authentication(NamedTuple):
    """The key of a request, or of its access token, and what it may read and change."""

    key: ApiKey
    viewer: Viewer
    scopes: frozenset[str]


def authenticate(request: HttpRequest) -> Authentication | None:
    """Return the authentication of a request, None if it has no key or token. Raises RefusedKeyError."""
    _refuse_key_in_address(request)
    header = request.headers.get("Authorization")
    if header is None or header.lower().startswith("basic "):  # for a proxy, not for us
        return None
    found = _BEARER.fullmatch(header)
    authentication = _authenticate_text(found[1] if found else "")
    # Browsers send `Origin`. Other programs need not send it: the list only stops other websites from using a key that
    # is in the pages of one website.
    origin = request.headers.get("Origin")
    if origin is not None and origin != settings.BASE_URL and not authentication.key.allows_origin(origin):
        message = "This key may not be used by pages of this origin. The hub can allow it."
        raise RefusedKeyError(Refusal.ORIGIN_NOT_ALLOWED, message)
    return authentication


def _refuse_key_in_address(request: HttpRequest) -> None:
    """URLs end up in logs, histories and caches: a key in a URL has leaked."""
    raw = request.META.get("QUERY_STRING", "")
    # Only names are decoded: values contain complete operations, which are parsed later.
    if any(unquote_plus(name) in _PARAMETERS for name in _NAMES.findall(raw)) or contains_key(raw):
        raise RefusedKeyError(
            Refusal.KEY_IN_ADDRESS,
            "Send keys only in the header `Authorization: Bearer hub_…`. A key in a URL may be in logs by now: ask the "
            "hub for a new one.",
        )


def _authenticate_text(text: str) -> Authentication:
    if access := parse_access_token(text):
        key = _find_key(access.key_prefix, access)
        return Authentication(key, narrow_viewer(key, access.scope), narrow_scopes(key, access.scope))
    token = parse_token(text)
    if token is None:
        raise RefusedKeyError(Refusal.KEY_REFUSED, "Send a whole key or token: `Authorization: Bearer hub_…`.")
    key = _find_key(token.prefix, token)
    return Authentication(key, key.viewer(), frozenset(key.scopes))


def _find_key(prefix: str, shown: Token | AccessToken) -> ApiKey:
    if isinstance(shown, AccessToken) and shown.expires_at <= timezone.now():
        raise RefusedKeyError(Refusal.KEY_EXPIRED, "This token has expired. Request a new one.")
    digest = shown.digest if isinstance(shown, Token) else ""
    with _lock:
        is_wrong = digest in _wrong
    key = None if is_wrong else ApiKey.objects.select_related("partner").filter(prefix=prefix).first()
    if key is None or (digest and not compare_digest(key.digest, digest)):
        if digest:
            with _lock:
                _wrong[digest] = True
        raise RefusedKeyError(Refusal.KEY_REFUSED, "This key does not exist.")
    state = key.state()
    if state is KeyState.EXPIRED:
        message = f"This key expired on {key.expires_at:%d %B %Y}. Use the one that replaced it."
        raise RefusedKeyError(Refusal.KEY_EXPIRED, message)
    if state is KeyState.REVOKED:
        raise RefusedKeyError(Refusal.KEY_REVOKED, "This key was revoked. Ask the hub for a new one.")
    return key
