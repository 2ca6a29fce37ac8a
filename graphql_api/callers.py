"""Who calls: the account of a session, or the key of a partner, which is taken from the `Authorization` header only."""

import re
from dataclasses import dataclass
from hmac import compare_digest
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from graphql_api.errors import Code, HubError
from partners.models import ApiKey, KeyState
from partners.tokens import holds_key, token_of
from publishing.viewers import Viewer, viewer_of

CHALLENGES = {
    Code.KEY_REFUSED: 'Bearer realm="Step Change hub", error="invalid_token"',
    Code.KEY_EXPIRED: 'Bearer realm="Step Change hub", error="invalid_token", error_description="expired"',
    Code.KEY_REVOKED: 'Bearer realm="Step Change hub", error="invalid_token", error_description="revoked"',
    Code.KEY_IN_ADDRESS: 'Bearer realm="Step Change hub", error="invalid_request"',
}
"""What `WWW-Authenticate` says with each refusal (RFC 6750)."""

_BEARER = re.compile(r"Bearer +([!-~]+) *", re.IGNORECASE)
_PARAMETERS = ("access_token", "api_key", "apikey", "key", "token")


@dataclass(frozen=True)
class Caller:
    """Who calls, and where from. `address` is what a budget without a key is kept by: an IPv6 network of one
    subscriber counts as one."""

    viewer: Viewer
    key: ApiKey | None
    address: str


def caller_of(request: HttpRequest) -> Caller:
    """Return who calls. A HubError refuses a key that is wrong, over, or not for the page that uses it."""
    _refuse_key_in_address(request)
    header = request.headers.get("Authorization")
    address = _address_of(request)
    if header is None:
        return Caller(viewer_of(getattr(request, "user", AnonymousUser())), None, address)
    key = _key_in(header)
    _check_origin(request, key)
    return Caller(key.viewer(), key, address)


def _refuse_key_in_address(request: HttpRequest) -> None:
    """Addresses end up in logs, histories and caches: who sends a key there has leaked it."""
    if any(name in request.GET for name in _PARAMETERS) or holds_key(request.META.get("QUERY_STRING", "")):
        raise HubError(
            Code.KEY_IN_ADDRESS,
            "A key is taken from the header `Authorization: Bearer hub_…` only. One that stood in an address is in "
            "logs by now: have it replaced.",
        )


def _key_in(header: str) -> ApiKey:
    bearer = _BEARER.fullmatch(header)
    token = token_of(bearer[1]) if bearer else None
    if token is None:
        raise HubError(Code.KEY_REFUSED, "Send a whole key: `Authorization: Bearer hub_…`.")
    key = ApiKey.objects.select_related("partner").filter(prefix=token.prefix).first()
    if key is None or not compare_digest(key.digest, token.digest):
        raise HubError(Code.KEY_REFUSED, "This key does not exist.")
    return _accepted(key)


def _accepted(key: ApiKey) -> ApiKey:
    state = key.state()
    if state is KeyState.EXPIRED:
        raise HubError(Code.KEY_EXPIRED, f"This key ended on {key.expires_at:%d %B %Y}. Use the one that replaced it.")
    if state is KeyState.REVOKED:
        raise HubError(Code.KEY_REVOKED, "This key was revoked. Ask the hub for another.")
    return key


def _check_origin(request: HttpRequest, key: ApiKey) -> None:
    """Browsers tell whose page asks. Other programs need not, and are not what a list of origins is against: it keeps a
    key that stands in one website's pages from serving another's."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != settings.BASE_URL and not key.admits(origin):
        raise HubError(Code.ORIGIN_NOT_ALLOWED, "This key is not for pages of this origin. The hub can allow it.")


def _address_of(request: HttpRequest) -> str:
    """The proxy in front adds whom it answers at the end of X-Forwarded-For; what stands before, anybody can send."""
    text = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER:
        text = request.headers.get("X-Forwarded-For", text).rpartition(",")[2].strip()
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    return str(address) if address.version == 4 else str(ip_network((int(address), 64), strict=False))
