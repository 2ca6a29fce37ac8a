"""The key or access token that a request bears: taken from its `Authorization` header, and from nowhere else."""

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
from partners.oauth.scopes import narrow_viewer
from partners.tokens import Token, contains_key, parse_token
from publishing.access.viewers import Viewer

_BEARER = re.compile(r"Bearer +([!-~]+) *", re.IGNORECASE)
_NAMES = re.compile("(?:^|&)([^=&]*)")
_PARAMETERS = ("access_token", "api_key", "apikey", "key", "token")

_lock = Lock()
_wrong: TTLCache[str, bool] = TTLCache(10_000, 60)
"""The digests of keys that do not exist: no key ever comes to be with a text that was sent before. So one that somebody
goes on sending is looked up once a minute."""


class Refusal(StrEnum):
    """Why a key is not accepted: the code that clients are told."""

    KEY_REFUSED = "KEY_REFUSED"
    KEY_EXPIRED = "KEY_EXPIRED"
    KEY_REVOKED = "KEY_REVOKED"
    KEY_IN_ADDRESS = "KEY_IN_ADDRESS"
    ORIGIN_NOT_ALLOWED = "ORIGIN_NOT_ALLOWED"

    @property
    def status(self) -> int:
        """The status of the answer."""
        return {Refusal.KEY_IN_ADDRESS: 400, Refusal.ORIGIN_NOT_ALLOWED: 403}.get(self, 401)

    @property
    def challenge(self) -> str:
        """The answer's `WWW-Authenticate` (RFC 6750); empty where another key would not help."""
        error = {400: "invalid_request", 401: "invalid_token"}.get(self.status)
        return f'Bearer realm="Step Change hub", error="{error}"' if error else ""


class RefusedKeyError(Exception):
    """A key that is not accepted. The text is for who sent it."""

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal


class Authentication(NamedTuple):
    """Who bears a key, or a token that the key was shown for."""

    key: ApiKey
    viewer: Viewer


def authenticate(request: HttpRequest) -> Authentication | None:
    """Return who bears a key or a token, None when a request has none. Raises RefusedKeyError."""
    _refuse_key_in_address(request)
    header = request.headers.get("Authorization")
    if header is None or header.lower().startswith("basic "):  # that is between a browser and a proxy in front of us
        return None
    found = _BEARER.fullmatch(header)
    bearer = _bearer_of(found[1] if found else "")
    _check_origin(request, bearer.key)
    return bearer


def _refuse_key_in_address(request: HttpRequest) -> None:
    """Addresses end up in logs, histories and caches: who sends a key there has leaked it."""
    raw = request.META.get("QUERY_STRING", "")
    # Only names are decoded: the values hold whole documents, which are read later.
    if any(unquote_plus(name) in _PARAMETERS for name in _NAMES.findall(raw)) or contains_key(raw):
        raise RefusedKeyError(
            Refusal.KEY_IN_ADDRESS,
            "A key is taken from the header `Authorization: Bearer hub_…` only. One that stood in an address is in "
            "logs by now: have it replaced.",
        )


def _bearer_of(text: str) -> Authentication:
    if access := parse_access_token(text):
        key = _found(access.key_prefix, access)
        return Authentication(key, narrow_viewer(key, access.scope))
    token = parse_token(text)
    if token is None:
        raise RefusedKeyError(Refusal.KEY_REFUSED, "Send a whole key or token: `Authorization: Bearer hub_…`.")
    key = _found(token.prefix, token)
    return Authentication(key, key.viewer())


def _found(prefix: str, shown: Token | AccessToken) -> ApiKey:
    if isinstance(shown, AccessToken) and shown.expires_at <= timezone.now():
        raise RefusedKeyError(Refusal.KEY_EXPIRED, "This token has ended. Ask for another.")
    digest = shown.digest if isinstance(shown, Token) else ""
    with _lock:
        is_wrong = digest in _wrong
    key = None if is_wrong else ApiKey.objects.select_related("partner").filter(prefix=prefix).first()
    if key is None or (digest and not compare_digest(key.digest, digest)):
        if digest:
            with _lock:
                _wrong[digest] = True
        raise RefusedKeyError(Refusal.KEY_REFUSED, "This key does not exist.")
    return _accepted(key)


def _accepted(key: ApiKey) -> ApiKey:
    state = key.state()
    if state is KeyState.EXPIRED:
        message = f"This key ended on {key.expires_at:%d %B %Y}. Use the one that replaced it."
        raise RefusedKeyError(Refusal.KEY_EXPIRED, message)
    if state is KeyState.REVOKED:
        raise RefusedKeyError(Refusal.KEY_REVOKED, "This key was revoked. Ask the hub for another.")
    return key


def _check_origin(request: HttpRequest, key: ApiKey) -> None:
    """Browsers tell whose page asks. Other programs need not, and are not what a list of origins is against: it keeps a
    key that stands in one website's pages from serving another's."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != settings.BASE_URL and not key.allows_origin(origin):
        message = "This key is not for pages of this origin. The hub can allow it."
        raise RefusedKeyError(Refusal.ORIGIN_NOT_ALLOWED, message)
