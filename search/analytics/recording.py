"""Searches, and what is opened from them, are counted in memory by day, language and text, and written as rows."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from counting.daily import add_counts
from counting.recording import Recorder
from search.analytics.texts import counted_text
from search.base.requests import SearchRequest
from search.base.results import SearchResult
from search.models.analytics import UNLISTED, Channel, ClickCount, DailyCount, SearchCount

MOST_A_DAY = 50_000
"""Different counts of a day that are kept; then without their words. Only who fills disks asks for so much."""

What = tuple[Any, ...]


def is_countable(request: SearchRequest) -> bool:
    """Whether a search says something to count: a text, from somebody without rights to anything.

    The words of people with rights, and what they open, could name what is confidential.
    """
    return bool(settings.SEARCH_ANALYTICS_DAYS and request.text.strip() and request.viewer.is_anonymous)


class SearchRecorder(Recorder[What, DailyCount]):
    """Searches and clicks that wait to be written. Those that are crowded out are counted without their words."""

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
        self._add((_what(count), count) for count in counts)

    def _overflow_key(self, what: What, count: DailyCount) -> What:
        count.text = UNLISTED
        return _what(count)

    def _store(self, pending: Mapping[What, DailyCount]) -> None:
        models: tuple[type[SearchCount | ClickCount], ...] = (SearchCount, ClickCount)
        with transaction.atomic():
            for model in models:
                rows = [count for count in pending.values() if isinstance(count, model)]
                days = {row.day for row in rows}
                full = {day for day in days if model.objects.filter(day=day).count() >= MOST_A_DAY}
                for row in rows:
                    row.text = UNLISTED if row.day in full else row.text
                add_counts(rows)


def _what(count: DailyCount) -> What:
    return type(count), *count.key


recorder = SearchRecorder()
"""This process's."""
