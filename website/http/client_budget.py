"""What an address may cause in a minute, such as renditions that must be encoded, or answers that are counted."""

from math import ceil
from time import time

from django.core.cache import cache
from django.http import HttpRequest

from publishing.infrastructure.client_ip import get_client_ip


class OverBudgetError(Exception):
    """The budget of this minute is used up."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("The budget is used up.")
        self.retry_after = retry_after


def charge_client(request: HttpRequest, purpose: str, budget: int) -> None:
    """Charge the client's address for one use. Raises OverBudgetError."""
    now = time()
    key = f"website.{purpose}:{get_client_ip(request)}:{int(now // 60)}"
    cache.add(key, 0, 60)
    try:
        count = cache.incr(key)
    except ValueError:  # evicted in between
        count = 1
    if count > budget:
        raise OverBudgetError(ceil(60 - now % 60))
