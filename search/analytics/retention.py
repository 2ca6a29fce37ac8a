"""Deletes old and rare counts. The worker runs it once a day."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet, Sum

from counting.daily import add_counts
from counting.retention import delete_old_counts
from search.models.analytics import MIN_LISTED, UNLISTED, ClickCount, DailyCount, SearchCount

RARE_DAYS = 30
BATCH = 2_000


def forget(today: date) -> None:
    """Delete counts past the retention period (all of them if it is 0), and rare texts."""
    delete_old_counts(today, settings.SEARCH_ANALYTICS_DAYS, SearchCount, ClickCount)
    forget_rare(today)


def forget_rare(today: date) -> None:
    """Delete texts that are too rare to be shown and were not searched for in the last RARE_DAYS.

    They may identify a person. Their counts are added to the row of unlisted texts.
    """
    texts = SearchCount.objects.exclude(text=UNLISTED).values("text").annotate(total=Sum("searches"), last=Max("day"))
    rare = texts.filter(total__lt=MIN_LISTED, last__lt=today - timedelta(days=RARE_DAYS)).order_by()
    while batch := list(rare.values_list("text", flat=True)[:BATCH]):
        with transaction.atomic():
            _unlist(ClickCount.objects.filter(text__in=batch))
            _unlist(SearchCount.objects.filter(text__in=batch))


def _unlist(rows: QuerySet[Any]) -> None:
    counts: list[DailyCount] = list(rows)
    for count in counts:
        count.text = UNLISTED
    add_counts(counts)
    rows.delete()
