"""What is forgotten, and when. The worker sees to it once a day."""

from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from partners.models import FieldCount, OperationCount


class Retention:
    """A duty for the worker, which calls it every round."""

    def __init__(self, today: Callable[[], date] = timezone.localdate) -> None:
        self._today = today
        self._done: date | None = None

    def __call__(self) -> None:
        """Delete the counts past the retention period, if that was not yet done today; all of them when it is 0."""
        today = self._today()
        if self._done != today:
            kept_from = today - timedelta(days=settings.API_USAGE_DAYS - 1)
            OperationCount.objects.filter(day__lt=kept_from).delete()
            FieldCount.objects.filter(day__lt=kept_from).delete()
            self._done = today
