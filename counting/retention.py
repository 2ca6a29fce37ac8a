"""Deletes old counts once a day."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from counting.daily import DayCount


def delete_old_counts(today: date, days: int, *models: type[DayCount]) -> None:
    """Delete the counts from before the last `days` days, today included; all counts if `days` is 0."""
    for model in models:
        model._default_manager.filter(day__lte=today - timedelta(days=days)).delete()


class Retention:
    """A periodic task that the worker calls in every round: it runs in the first round of each day."""

    def __init__(self, delete_old: Callable[[date], object], today: Callable[[], date] = timezone.localdate) -> None:
        self._delete_old = delete_old
        self._today = today
        self._done: date | None = None

    def __call__(self) -> None:
        """Delete old counts if that was not yet done today."""
        today = self._today()
        if self._done != today:
            self._delete_old(today)
            self._done = today
