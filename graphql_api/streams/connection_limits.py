"""How many streams there may be, in all and for each key or address."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from graphql_api.base.callers import Caller
from graphql_api.base.errors import Code, HubError


class Doors:
    """Counts the streams that are open."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    @contextmanager
    def entered(self, caller: Caller) -> Iterator[None]:
        """Hold a place for a stream; TOO_MANY_STREAMS or STREAMS_FULL when there is none."""
        holder = f"key {caller.key.pk}" if caller.key else caller.address
        if self._open[holder] >= settings.STREAMS_EACH:
            raise HubError(Code.TOO_MANY_STREAMS, f"You have {settings.STREAMS_EACH} streams open. Close one first.")
        if self._open.total() >= settings.STREAMS:
            raise HubError(Code.STREAMS_FULL, "No more streams can be held just now. Ask `changes` instead.")
        self._open[holder] += 1
        try:
            yield
        finally:
            self._open[holder] -= 1
            if not self._open[holder]:
                del self._open[holder]
