"""The key that a request bears: taken from its `Authorization` header, and from nowhere else."""

import re
from enum import StrEnum
from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest

from partners.models import ApiKey, KeyState
from partners.tokens import holds_key, token_of

_BEARER = re.compile(r"Bearer +([!-~]+) *", re.IGNORECASE)
_PARAMETERS = ("access_token", "api_key", "apikey", "key", "token")


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


def bearer_of(request: HttpRequest) -> ApiKey | None:
    """Return the key that a request bears, None when it bears none. Raises RefusedKeyError."""
    _refuse_key_in_address(request)
    header = request.headers.get("Authorization")
    if header is None or header.lower().startswith("basic "):  # that is between a browser and a proxy in front of us
        return None
    bearer = _BEARER.fullmatch(header)
    key = _key_of(bearer[1] if bearer else "")
    _check_origin(request, key)
    return key


def _refuse_key_in_address(request: HttpRequest) -> None:
    """Addresses end up in logs, histories and caches: who sends a key there has leaked it."""
    if any(name in request.GET for name in _PARAMETERS) or holds_key(request.META.get("QUERY_STRING", "")):
        raise RefusedKeyError(
            Refusal.KEY_IN_ADDRESS,
            "A key is taken from the header `Authorization: Bearer hub_…` only. One that stood in an address is in "
            "logs by now: have it replaced.",
        )


def _key_of(text: str) -> ApiKey:
    token = token_of(text)
    if token is None:
        raise RefusedKeyError(Refusal.KEY_REFUSED, "Send a whole key: `Authorization: Bearer hub_…`.")
    key = ApiKey.objects.select_related("partner").filter(prefix=token.prefix).first()
    if key is None or not compare_digest(key.digest, token.digest):
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
    if origin is not None and origin != settings.BASE_URL and not key.admits(origin):
        message = "This key is not for pages of this origin. The hub can allow it."
        raise RefusedKeyError(Refusal.ORIGIN_NOT_ALLOWED, message)
