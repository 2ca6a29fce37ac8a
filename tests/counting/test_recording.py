"""Counts are kept in memory until they are written, whatever the database does."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from counting import recording
from counting.recording import INTERVAL, Recorder


@dataclass
class Times:
    """A count."""

    number: int = 1

    def include(self, other: "Times") -> None:
        """Add another count."""
        self.number += other.number


class TagCounts(Recorder[str, Times]):
    """Counts tags, for a table that may be unavailable."""

    def __init__(self) -> None:
        self.time = datetime(2026, 5, 1, tzinfo=UTC)
        super().__init__(lambda: self.time)
        self.written: Counter[str] = Counter()
        self.is_available = True

    def add(self, *tags: str) -> None:
        """Count tags."""
        self._add((tag, Times()) for tag in tags)

    def _store(self, pending: Mapping[str, Times]) -> None:
        if not self.is_available:
            raise OperationalError
        self.written.update({tag: times.number for tag, times in pending.items()})


def test_counts_are_written_together_once_they_are_due() -> None:
    tags = TagCounts()
    tags.add("a", "b", "a")
    tags.write_if_due()
    assert not tags.written
    tags.time += INTERVAL
    tags.write_if_due()
    assert tags.written == {"a": 2, "b": 1}


def test_many_different_counts_are_written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MAX_PENDING", 2)
    tags = TagCounts()
    tags.add("a", "b")
    tags.write_if_due()
    assert tags.written == {"a": 1, "b": 1}


def test_counts_that_the_database_refused_are_written_with_the_next(caplog: pytest.LogCaptureFixture) -> None:
    tags = TagCounts()
    tags.is_available = False
    tags.add("a")
    tags.write()
    assert "could not be written" in caplog.text
    tags.is_available = True
    tags.add("a")
    tags.time += INTERVAL + timedelta(seconds=1)
    tags.write_if_due()
    assert tags.written == {"a": 2}


def test_memory_is_bounded_while_the_database_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "MAX_KEPT", 2)
    tags = TagCounts()
    tags.add("a", "b", "c", "a")
    tags.write()
    assert tags.written == {"a": 2, "b": 1}
