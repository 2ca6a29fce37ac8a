"""Remembers which callers have exhausted their budgets: they are rejected without looking up who they are."""

import hashlib
from threading import Lock

from cachetools import TTLCache
from django.conf import settings
from django.http import HttpRequest

from graphql_api.execution.cost.budgets import MUTATIONS, Budget
from graphql_api.execution.cost.operation_cost import OperationCost
from publishing.infrastructure.client_ip import get_client_ip

SECONDS = 60
"""How long a key's budget is remembered; a key that is revoked in this time is rejected either way."""
MAX_CALLERS = 10_000

_lock = Lock()
_exhausted: TTLCache[str, Budget] = TTLCache(MAX_CALLERS, SECONDS)


def remember_if_exhausted(request: HttpRequest, cost: OperationCost) -> None:
    """Remember the budget of a caller if it is exhausted. Only the budgets of verified keys are ever remembered."""
    if cost.budget and cost.balance and cost.balance.refusal:
        with _lock:
            _exhausted[_credential(request, is_mutation=cost.budget.policy == MUTATIONS)] = cost.budget


def find_exhausted(request: HttpRequest, *, is_mutation: bool = False) -> Budget | None:
    """Return the caller's budget for queries or mutations if it was exhausted recently."""
    with _lock:
        return _exhausted.get(_credential(request, is_mutation=is_mutation)) if _exhausted else None


def _credential(request: HttpRequest, *, is_mutation: bool) -> str:
    """Return a hash of the whole credential, never a part of it that others may know; without one, the address. For a
    mutation the session is a credential: each account has its own budget."""
    credential = request.META.get("HTTP_AUTHORIZATION")
    if is_mutation:
        credential = f"{MUTATIONS} {credential or request.COOKIES.get(settings.SESSION_COOKIE_NAME)}"
    return hashlib.sha256(credential.encode("utf-8", "replace")).hexdigest() if credential else get_client_ip(request)
