"""Counts of searches, made with a clock of the test's own."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from counting.daily import add_counts
from counting.recording import INTERVAL
from search.analytics.recording import SearchRecorder
from search.base.requests import SearchRequest
from search.models import Channel, ClickCount, SearchCount
from search.retrieval.search import run_search

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOON.date()


@dataclass
class Clock:
    """A clock that only moves when it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta = INTERVAL) -> None:
        """Let time pass."""
        self.now += by


@dataclass
class Counting:
    """Searches, and has them counted."""

    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.recorder = SearchRecorder(self.clock)

    def search(self, text: str, channel: Channel = Channel.SITE, **given: Any) -> None:
        """Ask, and count the search."""
        request = SearchRequest(text=text, **given)
        self.recorder.record(request, run_search(request), channel)

    def written(self) -> dict[str, int]:
        """Write what waits; return the searches by text."""
        self.recorder.write()
        return {row.text: row.searches for row in SearchCount.objects.all()}


def searched(text: str, searches: int = 1, day: date = TODAY, **given: Any) -> None:
    """Add a count of searches on a day."""
    given = {"locale": "en-gb", "channel": Channel.SITE, **given}
    add_counts([SearchCount(text=text, searches=searches, day=day, **given)])


def opened(content_id: UUID, clicks: int = 1, text: str = "market", day: date = TODAY, **given: Any) -> None:
    """Add a count of clicks on a result."""
    given = {"locale": "en-gb", "position": 1, **given}
    add_counts([ClickCount(text=text, content_id=content_id, clicks=clicks, day=day, **given)])
