"""Counts searches and clicks by day, language and text: in memory first, then in rows."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from counting.daily import add_counts
from counting.recording import Recorder
from search.analytics.texts import normalise_query_text
from search.base.requests import SearchRequest
from search.base.results import SearchResult
from search.models.analytics import UNLISTED, Channel, ClickCount, DailyCount, SearchCount

MAX_DAILY_ROWS = 50_000
"""Rows per day and model that keep their text. Only an attempt to fill the disk reaches this limit."""

CountKey = tuple[Any, ...]


def is_countable(request: SearchRequest) -> bool:
    """Whether a search is counted: it has a text, and the viewer is anonymous.

    The queries and clicks of people with access to more could reveal something confidential.
    """
    return bool(settings.SEARCH_ANALYTICS_DAYS and request.text.strip() and request.viewer.is_anonymous)


class SearchRecorder(Recorder[CountKey, DailyCount]):
    """Pending counts of searches and clicks. On overflow they are counted without their text."""

    def build_count(self, request: SearchRequest, result: SearchResult, channel: Channel) -> SearchCount:
        """Build the count of a search today. No results from a degraded search do not count as "without results"."""
        return SearchCount(
            day=timezone.localdate(self._now()),
            locale=request.locale,
            channel=channel,
            text=normalise_query_text(request.text),
            searches=1,
            without_results=int(not result.hits and not result.degraded),
        )

    def record(self, request: SearchRequest, result: SearchResult, channel: Channel) -> None:
        """Count a search if it is countable and is for a first page."""
        if is_countable(request) and not request.after:
            self.add(self.build_count(request, result, channel))

    def add(self, *counts: DailyCount) -> None:
        """Add to the pending counts."""
        self._add(((type(count), *count.key), count) for count in counts)

    def _overflow_key(self, key: CountKey, count: DailyCount) -> CountKey:
        count.text = UNLISTED
        return type(count), *count.key

    def _store(self, pending: Mapping[CountKey, DailyCount]) -> None:
        models: tuple[type[SearchCount | ClickCount], ...] = (SearchCount, ClickCount)
        with transaction.atomic():
            for model in models:
                rows = [count for count in pending.values() if isinstance(count, model)]
                days = {row.day for row in rows}
                full = {day for day in days if model.objects.filter(day=day).count() >= MAX_DAILY_ROWS}
                for row in rows:
                    row.text = UNLISTED if row.day in full else row.text
                add_counts(rows)


recorder = SearchRecorder()
"""The recorder of this process."""
