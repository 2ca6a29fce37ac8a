"""Remembers which callers have exhausted their budgets: they are rejected without looking up who they are."""

import hashlib
from threading import Lock

from cachetools import TTLCache
from django.http import HttpRequest

from graphql_api.execution.cost.budgets import Budget
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
            _exhausted[_credential(request)] = cost.budget


def find_exhausted(request: HttpRequest) -> Budget | None:
    """Return the caller's budget if it was exhausted recently."""
    with _lock:
        return _exhausted.get(_credential(request)) if _exhausted else None


def _credential(request: HttpRequest) -> str:
    """Return a hash of the whole credential, never a part of it that others may know; without one, the address."""
    header = request.META.get("HTTP_AUTHORIZATION")
    return hashlib.sha256(header.encode("latin-1", "replace")).hexdigest() if header else get_client_ip(request)
