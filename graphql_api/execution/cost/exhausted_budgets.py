"""Who was refused lately for want of budget: as long as it is spent, they are refused again before anybody looks up who
they are."""

import hashlib
from threading import Lock

from cachetools import TTLCache
from django.http import HttpRequest

from graphql_api.execution.cost.budgets import Budget
from graphql_api.execution.cost.operation_cost import Bill
from publishing.infrastructure.client_ip import get_client_ip

SECONDS = 60
"""How long it is remembered whose budget a key pays from; a key that is revoked meanwhile is refused either way."""
MOST = 10_000

_lock = Lock()
_spent: TTLCache[str, Budget] = TTLCache(MOST, SECONDS)


def remember(request: HttpRequest, bill: Bill) -> None:
    """Remember whose budget was spent, if it was: only what was found to be a key's is ever remembered as one."""
    if bill.budget and bill.level and not bill.level.granted:
        with _lock:
            _spent[_payer(request)] = bill.budget


def bill_of_spent(request: HttpRequest) -> Bill:
    """Return a bill to whose budget was spent lately; to nobody for all others."""
    with _lock:
        return Bill(_spent.get(_payer(request)) if _spent else None)


def _payer(request: HttpRequest) -> str:
    """By a hash of what is shown, never by a part of it that others may know."""
    shown = request.META.get("HTTP_AUTHORIZATION")
    return hashlib.sha256(shown.encode("latin-1", "replace")).hexdigest() if shown else get_client_ip(request)
