"""The budget for encoding renditions: a number per minute for each address. Existing renditions cost nothing."""

from math import ceil
from time import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from publishing.infrastructure.client_ip import get_client_ip


class OverBudgetError(Exception):
    """The budget of this minute is used up."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("The budget is used up.")
        self.retry_after = retry_after


def charge_encoding(request: HttpRequest) -> None:
    """Charge the client for one rendition. Raises OverBudgetError."""
    now = time()
    key = f"website.encodings:{get_client_ip(request)}:{int(now // 60)}"
    cache.add(key, 0, 60)
    try:
        count = cache.incr(key)
    except ValueError:  # evicted in between
        count = 1
    if count > settings.IMAGE_BUDGET:
        raise OverBudgetError(ceil(60 - now % 60))
