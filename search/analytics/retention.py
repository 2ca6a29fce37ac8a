"""What is forgotten, and when. The worker sees to it once a day."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet, Sum

from counting.daily import add_counts
from counting.retention import forget_old
from search.models.analytics import LISTED_FROM, UNLISTED, ClickCount, DailyCount, SearchCount

RARE_DAYS = 30
BATCH = 2_000


def forget(today: date) -> None:
    """Forget what is past the retention period (all of it when that is 0), and what is rare."""
    forget_old(today, settings.SEARCH_ANALYTICS_DAYS, SearchCount, ClickCount)
    forget_rare(today)


def forget_rare(today: date) -> None:
    """Forget the words of texts that are too rare to be shown and were not asked for again for RARE_DAYS.

    They may be one person's. Their counts go on in the row of the unlisted.
    """
    texts = SearchCount.objects.exclude(text=UNLISTED).values("text").annotate(asked=Sum("searches"), last=Max("day"))
    rare = texts.filter(asked__lt=LISTED_FROM, last__lt=today - timedelta(days=RARE_DAYS)).order_by()
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
