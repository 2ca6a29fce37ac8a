"""What sees to it once a day that old counts are forgotten."""

from collections.abc import Callable
from datetime import date

from django.utils import timezone


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
