"""What is searched for and opened: counts of a day, never events, so that nothing says who asked or when exactly."""

from typing import Any

from django.db import models
from django.db.models import Sum

from counting.daily import DayCount

LONGEST_TEXT = 100
UNLISTED = ""
"""Stands for every text that is not kept: too long, rare, or with what looks like personal data."""
LISTED_FROM = 5
"""Texts that were asked fewer times are shown nowhere: they may be one person's. Official statistics suppress counts
below 5 for the same reason."""


class Channel(models.TextChoices):
    """Where a search was asked."""

    SITE = "site", "Website"
    API = "api", "Apps and partners"


class DailyCount(DayCount):
    """Counts of one day, by language and text."""

    locale = models.CharField(max_length=12)
    text = models.CharField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        abstract = True


class SearchCountQuerySet(models.QuerySet["SearchCount"]):
    """Searches, summed up: `asked` times, `empty` where nothing was found, `opened` where a result was."""

    def summed(self, *by: str) -> "models.QuerySet[Any, dict[str, Any]]":
        """Return the sums for each value of some fields."""
        sums = {"asked": Sum("searches"), "empty": Sum("without_results"), "opened": Sum("clicked")}
        summed: models.QuerySet[Any, dict[str, Any]] = self.values(*by).annotate(**sums)
        return summed

    def listed(self) -> "models.QuerySet[Any, dict[str, Any]]":
        """Return the sums for each text that was asked often enough to be shown."""
        return self.exclude(text=UNLISTED).summed("text", "locale").filter(asked__gte=LISTED_FROM)


class SearchCount(DailyCount):
    """How often a text was asked for. Its clicks and empty answers are counted by search: at most one each."""

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
    """How often a result was opened from a search on the website. Position 0: in a list that the reader had narrowed,
    ordered by date or read on in, whose places say nothing of the ranking."""

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
