"""A task that the worker runs once a day."""

from collections.abc import Callable
from datetime import date

from django.utils import timezone


class DailyTask:
    """A periodic task that the worker calls in every round: it runs in the first round of each day."""

    def __init__(self, task: Callable[[date], object], today: Callable[[], date] = timezone.localdate) -> None:
        self._task = task
        self._today = today
        self._done: date | None = None

    def __call__(self) -> None:
        """Run it if it was not yet done today."""
        today = self._today()
        if self._done != today:
            self._task(today)
            self._done = today
