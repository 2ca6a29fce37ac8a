"""Counting in this process's memory, written to the database now and then: no search waits for it or fails by it."""

import logging
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import timezone

from counting.daily import add_counts
from search.analytics.texts import counted_text
from search.contract import SearchRequest, SearchResult
from search.models.analytics import UNLISTED, Channel, ClickCount, DailyCount, SearchCount

logger = logging.getLogger(__name__)

INTERVAL = timedelta(seconds=10)
MOST_PENDING = 1_000
"""Different counts that wait to be written. Further texts are counted without their words."""
MOST_A_DAY = 50_000
"""Different counts of a day that are kept; then, too, without their words. Only who fills disks asks for so much."""


def is_countable(request: SearchRequest) -> bool:
    """Whether a search says something to count: a text, from somebody without rights to anything.

    The words of people with rights, and what they open, could name what is confidential.
    """
    return bool(settings.SEARCH_ANALYTICS_DAYS and request.text.strip() and request.viewer.is_anonymous)


class Recorder:
    """Counts that wait to be written. Any number of threads may use it."""

    def __init__(self, now: Callable[[], datetime] = timezone.now) -> None:
        self._now = now
        self._lock = Lock()
        self._pending: dict[tuple[Any, ...], DailyCount] = {}
        self._due: datetime | None = None

    def count_of(self, request: SearchRequest, result: SearchResult, channel: Channel) -> SearchCount:
        """Return what a search counts today. That an ailing engine finds nothing says nothing of the content."""
        return SearchCount(
            day=timezone.localdate(self._now()),
            locale=request.locale,
            channel=channel,
            text=counted_text(request.text),
            searches=1,
            without_results=int(not result.hits and not result.degraded),
        )

    def record(self, request: SearchRequest, result: SearchResult, channel: Channel) -> None:
        """Count a search, if it is one to count: further pages of it are not."""
        if is_countable(request) and not request.after:
            self.add(self.count_of(request, result, channel))

    def add(self, *counts: DailyCount) -> None:
        """Add counts to those that wait."""
        with self._lock:
            for count in counts:
                self._include(count)
            self._due = self._due or self._now() + INTERVAL

    def write_if_due(self, **signal: object) -> None:
        """Write what waits if it has waited long enough."""
        due = self._due  # read once and without the lock: nearly every request ends here
        if due and self._now() >= due:
            self.write()

    def write(self) -> None:
        """Write what waits. What the database does not take goes on waiting."""
        with self._lock:
            pending, self._pending, self._due = self._pending, {}, None
        if not pending:
            return
        try:
            _write(pending.values())
        except DatabaseError:
            logger.warning("Counts of searches could not be written; they are tried again", exc_info=True)
            self.add(*pending.values())

    def _include(self, count: DailyCount) -> None:
        known = self._pending.get((type(count), *count.key))
        if known is None and len(self._pending) >= MOST_PENDING:
            count.text = UNLISTED
            known = self._pending.get((type(count), *count.key))
        if known is None:
            self._pending[type(count), *count.key] = count
        else:
            known.include(count)


def _write(counts: Collection[DailyCount]) -> None:
    models: tuple[type[SearchCount | ClickCount], ...] = (SearchCount, ClickCount)
    with transaction.atomic():
        for model in models:
            rows = [count for count in counts if isinstance(count, model)]
            days = {row.day for row in rows}
            full = {day for day in days if model.objects.filter(day=day).count() >= MOST_A_DAY}
            for row in rows:
                row.text = UNLISTED if row.day in full else row.text
            add_counts(rows)


recorder = Recorder()
"""This process's."""
