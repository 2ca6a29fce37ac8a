"""Saved searches, which are matched against new editions. Who saved them is not stored here."""

from django.db import models
from django.db.models import Q

from publishing.access.viewers import Viewer
from search.base.requests import Filters, SearchRequest


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Queries over saved searches."""

    def outdated(self, preparation: str) -> "SavedSearchQuerySet":
        """Those prepared with other synonyms or another release, unordered: a database can use an index for `<` and
        `>`, but not for `!=` or for the first by key."""
        return self.filter(Q(preparation__lt=preparation) | Q(preparation__gt=preparation)).order_by()


class SavedSearch(models.Model):
    """A saved search: text, filters and locale, once for everyone who saved it. Other fields are derived from these."""

    digest = models.CharField(
        max_length=64, unique=True, help_text="Of text, filters and locale: equal searches share a row."
    )
    text = models.TextField(blank=True)
    locale = models.CharField(max_length=12)
    filters = models.JSONField(default=dict, help_text="The chosen values of each facet.")
    clause = models.JSONField(default=list, help_text="What it requires of a document: search/saved/clauses.py.")
    preparation = models.CharField(
        max_length=16,
        blank=True,
        db_index=True,
        help_text="A digest of the synonyms and rules with which the clause was built.",
    )
    saved_at = models.DateTimeField(auto_now_add=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "saved searches"

    def __str__(self) -> str:
        chosen = "; ".join(f"{facet}: {', '.join(values)}" for facet, values in self.filters.items())
        return " · ".join(filter(None, (self.text, chosen)))

    def request(self, viewer: Viewer) -> SearchRequest:
        """Return the request for running it as this viewer."""
        return SearchRequest(
            text=self.text, viewer=viewer, locale=self.locale, falls_back=False, filters=Filters.of(self.filters)
        )


class SavedSearchAnchor(models.Model):
    """A term of which, or of the search's other anchors, a document must contain at least one to match."""

    value = models.CharField(max_length=100)
    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="anchors")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["value", "search"], name="saved_search_anchor_unique")]

    def __str__(self) -> str:
        return f"{self.value} → {self.search_id}"
