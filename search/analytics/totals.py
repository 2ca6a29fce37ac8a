"""Totals of the counts for a period, as shown in the admin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum

from search.models.analytics import Channel, ClickCount, SearchCount, SearchCountQuerySet

Rows = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True)
class SearchTotals:
    """Searches of one day, or of a period that ends on it."""

    day: date
    total: int = 0
    empty: int = 0
    opened: int = 0

    @property
    def answered(self) -> int:
        """The number of searches with results."""
        return self.total - self.empty

    @property
    def unopened(self) -> int:
        """The number of searches with results but no click; never negative, because a click may belong to a search that
        was counted elsewhere (by a shared cache) or before midnight."""
        return max(0, self.answered - self.opened)

    @property
    def empty_share(self) -> float:
        """The share of searches without results, 0 to 1."""
        return self.empty / self.total if self.total else 0.0

    @property
    def unopened_share(self) -> float:
        """The share of searches with results but no click, 0 to 1."""
        return self.unopened / self.answered if self.answered else 0.0


@dataclass(frozen=True)
class Selection:
    """The counts to show: a number of days up to `last`, one channel, and one language or all."""

    last: date
    days: int = 30
    channel: Channel = Channel.SITE
    locale: str = ""

    @property
    def first(self) -> date:
        """The first day."""
        return self.last - timedelta(days=self.days - 1)

    def by_day(self) -> tuple[SearchTotals, ...]:
        """Return the totals of each day, including days without searches."""
        found = {row["day"]: SearchTotals(**row) for row in self._searches().summed("day").order_by("day")}
        days = (self.first + timedelta(days=number) for number in range(self.days))
        return tuple(found.get(day) or SearchTotals(day) for day in days)

    def top(self) -> Rows:
        """Return the most frequent texts."""
        return self._searches().listed().order_by("-total", "text", "locale")

    def without_results(self) -> Rows:
        """Return the texts that found nothing, at least once."""
        return self._searches().listed().filter(empty__gt=0).order_by("-empty", "text", "locale")

    def without_clicks(self) -> Rows:
        """Return the texts whose results were never opened."""
        return self.top().filter(opened=0, total__gt=F("empty"))

    def listed(self) -> int:
        """Return the number of searches whose text may be shown."""
        return self._searches().listed().aggregate(all=Sum("total"))["all"] or 0

    def positions(self) -> dict[int, int]:
        """Return the clicks at each position of a first page; position 0 means all other lists."""
        clicks = ClickCount.objects.filter(day__range=(self.first, self.last))
        if self.locale:
            clicks = clicks.filter(locale=self.locale)
        return dict(clicks.order_by("position").values_list("position").annotate(Sum("clicks")))

    def _searches(self) -> SearchCountQuerySet:
        found = SearchCount.objects.filter(day__range=(self.first, self.last), channel=self.channel)
        return found.filter(locale=self.locale) if self.locale else found


def sum_totals(days: Sequence[SearchTotals]) -> SearchTotals:
    """Return the totals of all days together."""
    counts = ((day.total, day.empty, day.opened) for day in days)
    return SearchTotals(days[-1].day, *map(sum, zip(*counts, strict=True)))
