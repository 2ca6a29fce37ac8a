"""Counts answers by day, page and language: in memory first, then in rows."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from counting.daily import add_counts
from counting.recording import Recorder
from counting.retention import delete_old_counts
from website.models import FeedbackCount

CountKey = tuple[Any, ...]


class FeedbackRecorder(Recorder[CountKey, FeedbackCount]):
    """Pending counts. Only public pages are counted, so there are never more rows a day than pages."""

    def record(self, content_id: UUID, locale: str, answer: str) -> None:
        """Count one answer: the name of a counted field."""
        count = FeedbackCount(day=timezone.localdate(self._now()), content_id=content_id, locale=locale, **{answer: 1})
        self._add([(count.key, count)])

    def _store(self, pending: Mapping[CountKey, FeedbackCount]) -> None:
        with transaction.atomic():
            add_counts(pending.values())


def forget(today: date) -> None:
    """Delete counts past the retention period; all of them if it is 0."""
    delete_old_counts(today, settings.PAGE_FEEDBACK_DAYS, FeedbackCount)


recorder = FeedbackRecorder()
"""The recorder of this process."""
