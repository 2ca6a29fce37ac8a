"""Deletes old counts."""

from datetime import date, timedelta

from counting.daily import DayCount


def delete_old_counts(today: date, days: int, *models: type[DayCount]) -> None:
    """Delete the counts from before the last `days` days, today included; all counts if `days` is 0."""
    for model in models:
        model._default_manager.filter(day__lte=today - timedelta(days=days)).delete()
