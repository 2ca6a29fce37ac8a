"""Old counts are forgotten, once a day."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone

from counting.daily import DayCount


def forget_old(today: date, days: int, *models: type[DayCount]) -> None:
    """Delete what was counted before the last `days`, today included; all of it when they are 0."""
    for model in models:
        model._default_manager.filter(day__lte=today - timedelta(days=days)).delete()


class Retention:
    """A duty for the worker, which calls it every round: its work is done in the first round of each day."""

    def __init__(self, forget: Callable[[date], object], today: Callable[[], date] = timezone.localdate) -> None:
        self._forget = forget
        self._today = today
        self._done: date | None = None

    def __call__(self) -> None:
        """Forget what is due, if that was not yet done today."""
        today = self._today()
        if self._done != today:
            self._forget(today)
            self._done = today
