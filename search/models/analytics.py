"""Daily counts of searches and clicks. No events are stored, so nothing reveals who searched, or exactly when."""

from typing import Any

from django.db import models
from django.db.models import Sum

from counting.daily import DayCount

MAX_TEXT_LENGTH = 100
UNLISTED = ""
"""Replaces texts that are not stored: too long, rare, or with possible personal data."""
MIN_LISTED = 5
"""Less frequent texts are never shown: they may identify a person. Official statistics suppress counts below 5 for the
same reason."""


class Channel(models.TextChoices):
    """Where a search was made."""

    SITE = "site", "Website"
    API = "api", "Apps and partners"


class DailyCount(DayCount):
    """Counts of one day, by language and text."""

    locale = models.CharField(max_length=12)
    text = models.CharField(max_length=MAX_TEXT_LENGTH, blank=True)

    class Meta:
        abstract = True


class SearchCountQuerySet(models.QuerySet["SearchCount"]):
    """Searches with totals: `total` in all, `empty` without results, `opened` with a click."""

    def summed(self, *by: str) -> "models.QuerySet[Any, dict[str, Any]]":
        """Return the totals for each combination of some fields."""
        sums = {"total": Sum("searches"), "empty": Sum("without_results"), "opened": Sum("clicked")}
        summed: models.QuerySet[Any, dict[str, Any]] = self.values(*by).annotate(**sums)
        return summed

    def listed(self) -> "models.QuerySet[Any, dict[str, Any]]":
        """Return the totals for each text that is frequent enough to be shown."""
        return self.exclude(text=UNLISTED).summed("text", "locale").filter(total__gte=MIN_LISTED)


class SearchCount(DailyCount):
    """How often a text was searched for. At most one click, and one empty result, is counted per search."""

    KEY = ("day", "locale", "channel", "text")
    COUNTED = ("searches", "without_results", "clicked")

    channel = models.CharField(max_length=4, choices=Channel.choices)
    searches = models.PositiveIntegerField(default=0)
    without_results = models.PositiveIntegerField(default=0)
    clicked = models.PositiveIntegerField(default=0)

    objects = SearchCountQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-searches"]
        verbose_name = "count of searches"
        verbose_name_plural = "search analytics"
        constraints = [models.UniqueConstraint(fields=["day", "locale", "channel", "text"], name="search_count_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.text or '(unlisted)'}: {self.searches}"


class ClickCount(DailyCount):
    """How often a result was opened from a search on the website. Position 0 means filtered lists, lists sorted by
    date, and later pages, where positions say nothing about ranking."""

    KEY = ("day", "locale", "text", "content_id", "position")
    COUNTED = ("clicks",)

    content_id = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "locale", "text", "content_id", "position"], name="click_count_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.text or '(unlisted)'}, position {self.position}: {self.clicks}"
