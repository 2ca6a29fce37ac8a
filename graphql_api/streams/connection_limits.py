"""Limits on the number of streams: in total, and for each key or address."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from graphql_api.base.callers import Caller
from graphql_api.base.errors import Code, HubError


class ConnectionLimits:
    """Counts the open streams."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    @contextmanager
    def acquire(self, caller: Caller) -> Iterator[None]:
        """Count a stream while it is open; TOO_MANY_STREAMS or STREAMS_FULL if a limit is reached."""
        holder = f"key {caller.key.pk}" if caller.key else caller.address
        if self._open[holder] >= settings.STREAMS_EACH:
            raise HubError(Code.TOO_MANY_STREAMS, f"You have {settings.STREAMS_EACH} streams open. Close one first.")
        if self._open.total() >= settings.STREAMS:
            raise HubError(Code.STREAMS_FULL, "The limit of open streams is reached. Poll `changes` instead.")
        self._open[holder] += 1
        try:
            yield
        finally:
            self._open[holder] -= 1
            if not self._open[holder]:
                del self._open[holder]
