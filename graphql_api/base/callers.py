"""The caller of a request: its API key, or else the account of its session."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from graphql_api.base.errors import Code, HubError
from partners.authentication import Refusal, RefusedKeyError, authenticate
from partners.models import ApiKey
from publishing.access.viewers import Viewer
from publishing.infrastructure.client_ip import get_client_ip
from publishing.models import Entitlement

CHALLENGES = {Code(refusal.value): refusal.challenge for refusal in Refusal if refusal.challenge} | {
    Code.UNAUTHENTICATED: 'Bearer realm="Step Change hub"'
}
"""The `WWW-Authenticate` header of each refusal."""
REFUSAL_STATUSES = {Code(refusal.value): refusal.status for refusal in Refusal} | {
    Code.OUT_OF_SCOPE: 403,
    Code.UNAUTHENTICATED: 401,
    Code.CSRF_FAILED: 403,
}
"""The HTTP status of each refusal."""


@dataclass(frozen=True)
class Caller:
    """The viewer, key and client address of a request. Budgets of callers without a key are kept by `address`; all
    addresses of one subscriber's IPv6 network are the same address."""

    viewer: Viewer
    key: ApiKey | None
    address: str
    scopes: frozenset[str] = frozenset()
    """What the key may change."""
    user: Any = field(default_factory=AnonymousUser)
    """The account of the session; anonymous if the request has a key."""

    @property
    def account(self) -> str:
        """Identifies the key or the user, for what is stored for each."""
        return f"key:{self.key.pk}" if self.key else f"user:{self.user.pk}"

    @property
    def acting_user(self) -> Any:
        """The account that makes a change; None if a key does, which the log then names instead."""
        return None if self.key else self.user


def identify_caller(request: HttpRequest) -> Caller:
    """Return the caller. Raise HubError if the key is invalid, expired, or not allowed for the page that uses it."""
    try:
        bearer = authenticate(request)
    except RefusedKeyError as error:
        raise HubError(Code(error.refusal.value), str(error)) from None
    if bearer:
        return Caller(bearer.viewer, bearer.key, get_client_ip(request), bearer.scopes)
    user = getattr(request, "user", AnonymousUser())
    return Caller(Entitlement.get_viewer(user), None, get_client_ip(request), user=user)
