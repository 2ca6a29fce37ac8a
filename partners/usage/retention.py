"""What is forgotten, and when. The worker sees to it once a day."""

from datetime import date

from django.conf import settings

from counting.retention import delete_old_counts
from partners.models import FieldCount, IdempotentResult, OperationCount


def forget(today: date) -> None:
    """Delete the counts past the retention period (all of them when it is 0), and results that are not repeated."""
    IdempotentResult.objects.outdated().delete()
    delete_old_counts(today, settings.API_USAGE_DAYS, OperationCount, FieldCount)
