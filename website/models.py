"""Daily counts of whether readers found a page useful. No single answer is stored, nor who gave it."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from counting.daily import DayCount


class Problem(models.TextChoices):
    """What was wrong with a page, for those who did not find it useful. Each value is a field of FeedbackCount."""

    MISSING = "missing", _("It does not say what I need to know")
    UNCLEAR = "unclear", _("It is hard to understand")
    OUTDATED = "outdated", _("Something in it is wrong or out of date")
    OTHER_PAGE = "other_page", _("I was looking for another page")
    BROKEN = "broken", _("Something does not work, such as a link")


class FeedbackCountQuerySet(models.QuerySet["FeedbackCount"]):
    """Counts with their totals."""

    def summed(self, first: date) -> "models.QuerySet[Any, dict[str, Any]]":
        """Return the totals of each page from a day on."""
        totals = {name: Sum(name) for name in FeedbackCount.COUNTED}
        _, *page = FeedbackCount.KEY
        summed: models.QuerySet[Any, dict[str, Any]] = self.filter(day__gte=first).values(*page).annotate(**totals)
        return summed.order_by()

    def of_page(self, content_id: UUID, locale: str) -> "FeedbackCountQuerySet":
        """Return the counts of one page in one language."""
        return self.filter(content_id=content_id, locale=locale)


class FeedbackCount(DayCount):
    """The answers to "Was this page useful?" on one day, for one page in one language."""

    KEY = ("day", "content_id", "locale")
    COUNTED: ClassVar[tuple[str, ...]] = ("useful", "not_useful", *Problem.values)

    content_id = models.UUIDField()
    locale = models.CharField(max_length=12)
    useful = models.PositiveIntegerField(default=0)
    not_useful = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    unclear = models.PositiveIntegerField(default=0)
    outdated = models.PositiveIntegerField(default=0)
    other_page = models.PositiveIntegerField(default=0)
    broken = models.PositiveIntegerField(default=0)

    objects = FeedbackCountQuerySet.as_manager()

    class Meta:
        ordering = ["-day"]
        verbose_name = "count of answers about a page"
        verbose_name_plural = "answers about pages"
        constraints = [models.UniqueConstraint(fields=["day", "content_id", "locale"], name="feedback_count_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.content_id} {self.locale}: {self.useful} useful, {self.not_useful} not"
