"""Maintenance of each index by the worker: its position in the log, documents set aside, and drift from the log."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from publishing.models import Cursor
from search.engines.interface import Index
from search.indexing.consumer import SearchConsumer
from search.indexing.reconcile import ComparedBatch, Drift, compare, set_aside_items
from search.models import SetAside

logger = logging.getLogger(__name__)

INTERVAL = timedelta(hours=1)
ROUND_SECONDS = 0.5
"""How long one round compares: new changes wait that long, and the lease must not expire."""
RETRIED = 50
"""Documents that are tried again in one round."""


class IndexMaintenance:
    """A duty that the worker calls every round.

    The index is compared with the log when the process starts, when an engine works again after a failure, and every
    hour; documents that differ are written again.
    """

    def __init__(self, consumer: SearchConsumer, now: Callable[[], datetime] = timezone.now) -> None:
        self._consumer = consumer
        self._now = now
        self._due_at = now()
        self._failed = self._was_failing = False
        self._comparison: Iterator[ComparedBatch] | None = None
        self._compared_index = ""
        self._repaired: Counter[str] = Counter()

    def __call__(self) -> None:
        """Do what is due in this round."""
        try:
            index = self._consumer.sync_cursor()
            if self._has_recovered():
                self._due_at = self._now()
            if index is not None:
                # Of the documents set aside, those that are due to be tried again, the longest due first.
                due = SetAside.objects.of(self._consumer.name).filter(next_at__lte=self._now()).order_by("next_at")
                if item_ids := list(due.values_list("item", flat=True)[:RETRIED]):
                    self._consumer.write(index, item_ids)
                if self._is_due(index):
                    self._compare(index)
        except Exception:
            self._failed, self._comparison = True, None
            raise

    def _has_recovered(self) -> bool:
        """Whether the engine works again after it failed, here or in the consumer. The consumer's error is recorded
        until the end of this round."""
        failing = Cursor.objects.filter(pk=self._consumer.name).exclude(error="").exists()
        recovered = self._failed or (self._was_failing and not failing)
        self._failed, self._was_failing = False, failing
        return recovered

    def _is_due(self, index: Index) -> bool:
        """Whether to start or continue a comparison. An index that is still being filled is not compared."""
        if self._comparison is not None and index.name == self._compared_index:
            return True
        self._comparison = None
        if self._now() < self._due_at:
            return False
        live = self._consumer.store().live()
        return live is not None and live.name == index.name

    def _compare(self, index: Index) -> None:
        if self._comparison is None:
            self._comparison, self._compared_index = compare(index, set_aside_items(self._consumer.name)), index.name
            self._repaired.clear()
        until = time.monotonic() + ROUND_SECONDS
        for batch in self._comparison:
            repair(self._consumer, index, batch.drifts)
            self._repaired.update(drift.problem for drift in batch.drifts)
            if time.monotonic() > until:
                return
        self._comparison = None
        self._due_at = self._now() + INTERVAL
        self._consumer.delete_unused()
        if self._repaired:
            found = ", ".join(f"{count} {problem}" for problem, count in self._repaired.items())
            logger.warning("%s differed from the log and was repaired: %s", self._consumer.name, found)


def repair(consumer: SearchConsumer, index: Index, drifts: list[Drift]) -> None:
    """Write documents that differ again."""
    if drifts:
        indexed: dict[UUID, int] = {drift.item_id: drift.indexed for drift in drifts if drift.indexed is not None}
        consumer.write(index, [drift.item_id for drift in drifts], indexed=indexed)
