"""The usual length of each list in the published content, measured from time to time beside the requests.

A process starts with the lengths that the schema declares. When an operation is priced and the last measurement is
older than GRAPHQL_SIZE_INTERVAL, a thread measures again (graphql_api/execution/list_measurement.py); no request waits
for it. Prices are calculated again only if a length has changed.
"""

import logging
from collections.abc import Callable, Mapping
from math import inf
from threading import Lock, Thread
from time import monotonic

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connections

from graphql_api.execution.cost.price import DECLARED, ListSizes

logger = logging.getLogger(__name__)

Measure = Callable[[], Mapping[tuple[str, str], int]]


class LearnedSizes:
    """The lengths that this process has measured."""

    def __init__(self, measure: Measure, clock: Callable[[], float] = monotonic) -> None:
        self._measure = measure
        self._clock = clock
        self._lock = Lock()
        self._measured_at = -inf
        self._sizes = DECLARED

    def get(self) -> ListSizes:
        """Return the lengths measured last. Start a measurement if it is due."""
        interval = settings.GRAPHQL_SIZE_INTERVAL
        if interval and self._clock() - self._measured_at >= interval and self._lock.acquire(blocking=False):
            try:
                if self._clock() - self._measured_at >= interval:
                    self._measured_at = self._clock()
                    Thread(target=self._measure_in_thread, name="graphql-list-sizes", daemon=True).start()
            finally:
                self._lock.release()
        return self._sizes

    def measure(self) -> None:
        """Measure now. Equal lengths stay the same object, for which prices are cached."""
        sizes = self._measure()
        if sizes != self._sizes:
            self._sizes = sizes

    def forget(self) -> None:
        """Return to the declared lengths."""
        self._sizes, self._measured_at = DECLARED, -inf

    def _measure_in_thread(self) -> None:
        try:
            self.measure()
        except DatabaseError:
            logger.warning("The lengths of lists could not be measured; trying again later", exc_info=True)
        finally:
            connections.close_all()


def _measure() -> Mapping[tuple[str, str], int]:
    from graphql_api.execution.list_measurement import measure_list_sizes  # it runs operations, which have a price

    return measure_list_sizes()


learned_sizes = LearnedSizes(_measure)
"""This process's."""
