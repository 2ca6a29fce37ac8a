"""The counts, summed up for a period: what the screens show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum

from search.models.analytics import Channel, ClickCount, SearchCount, SearchCountQuerySet

Rows = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True)
class SearchTotals:
    """Searches of a day, or of a period that ends with it."""

    day: date
    asked: int = 0
    empty: int = 0
    opened: int = 0

    @property
    def answered(self) -> int:
        """How many had results."""
        return self.asked - self.empty

    @property
    def unopened(self) -> int:
        """How many had results of which none was opened. A search that is counted elsewhere, by a shared cache or
        before midnight, may be opened here: never less than none."""
        return max(0, self.answered - self.opened)

    @property
    def empty_share(self) -> float:
        """How many of all had no result, 0 to 1."""
        return self.empty / self.asked if self.asked else 0.0

    @property
    def unopened_share(self) -> float:
        """How many of those with results were left without opening one, 0 to 1."""
        return self.unopened / self.answered if self.answered else 0.0


@dataclass(frozen=True)
class Selection:
    """The part of the counts that somebody looks at: some days up to `last`, one channel, one language or all."""

    last: date
    days: int = 30
    channel: Channel = Channel.SITE
    locale: str = ""

    @property
    def first(self) -> date:
        """The first of the days."""
        return self.last - timedelta(days=self.days - 1)

    def by_day(self) -> tuple[SearchTotals, ...]:
        """Return the sums of each day, those without a search included."""
        found = {row["day"]: SearchTotals(**row) for row in self._searches().summed("day").order_by("day")}
        days = (self.first + timedelta(days=number) for number in range(self.days))
        return tuple(found.get(day) or SearchTotals(day) for day in days)

    def top(self) -> Rows:
        """Return the texts that were asked most."""
        return self._searches().listed().order_by("-asked", "text", "locale")

    def without_results(self) -> Rows:
        """Return the texts that found nothing, always or at times."""
        return self._searches().listed().filter(empty__gt=0).order_by("-empty", "text", "locale")

    def without_clicks(self) -> Rows:
        """Return the texts that found something which nobody ever opened."""
        return self.top().filter(opened=0, asked__gt=F("empty"))

    def listed(self) -> int:
        """Return how many searches have a text that may be shown."""
        return self._searches().listed().aggregate(all=Sum("asked"))["all"] or 0

    def positions(self) -> dict[int, int]:
        """Return how often a result was opened at each place of a first page, and at 0 in other lists."""
        clicks = ClickCount.objects.filter(day__range=(self.first, self.last))
        if self.locale:
            clicks = clicks.filter(locale=self.locale)
        return dict(clicks.order_by("position").values_list("position").annotate(Sum("clicks")))

    def _searches(self) -> SearchCountQuerySet:
        found = SearchCount.objects.filter(day__range=(self.first, self.last), channel=self.channel)
        return found.filter(locale=self.locale) if self.locale else found


def sum_totals(days: Sequence[SearchTotals]) -> SearchTotals:
    """Return the sums of the days together."""
    counts = ((day.asked, day.empty, day.opened) for day in days)
    return SearchTotals(days[-1].day, *map(sum, zip(*counts, strict=True)))
