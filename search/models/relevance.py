"""The monthly measure of the ranking. It holds no text of a search and names no page."""

from django.db import models


class MonthlyRelevance(models.Model):
    """How early the results that readers opened in a month come: nDCG@10 over the texts searched often enough."""

    month = models.DateField(unique=True)
    """Its first day."""
    queries = models.PositiveIntegerField()
    ndcg = models.FloatField()
    """When the month was over."""
    latest = models.FloatField()
    """The same list on the day `checked_on`: what changed since is the search, or the pages."""
    checked_on = models.DateField()

    class Meta:
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.latest:.3f} over {self.queries} queries"
