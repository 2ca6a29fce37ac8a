"""What is forgotten, and when. The worker sees to it once a day."""

from datetime import date, timedelta

from django.conf import settings

from partners.models import FieldCount, OperationCount


def forget(today: date) -> None:
    """Delete the counts past the retention period; all of them when it is 0."""
    kept_from = today - timedelta(days=settings.API_USAGE_DAYS - 1)
    OperationCount.objects.filter(day__lt=kept_from).delete()
    FieldCount.objects.filter(day__lt=kept_from).delete()
