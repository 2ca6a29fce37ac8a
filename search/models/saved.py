"""Saved searches: questions that new editions are asked, whoever wants to know. Who that is, is not kept here."""

from django.db import models
from django.db.models import Q

from publishing.access.viewers import Viewer
from search.base.requests import Filters, SearchRequest


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Rules of many saved searches."""

    def prepared_otherwise(self, preparation: str) -> "SavedSearchQuerySet":
        """Those whose clause is of other synonyms or another release, in no order: an index finds what lies beyond a
        bound, but neither an inequality nor the first by key."""
        return self.filter(Q(preparation__lt=preparation) | Q(preparation__gt=preparation)).order_by()


class SavedSearch(models.Model):
    """One question, however many people have saved it: text, filters and locale. The rest is derived from them."""

    digest = models.CharField(max_length=64, unique=True, help_text="Of the question: equal questions are one row.")
    text = models.TextField(blank=True)
    locale = models.CharField(max_length=12)
    filters = models.JSONField(default=dict, help_text="The chosen values of each facet.")
    clause = models.JSONField(default=list, help_text="What is asked of a document: search/saved/clauses.py.")
    preparation = models.CharField(
        max_length=16, blank=True, db_index=True, help_text="By which synonyms and rules the clause was made."
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
        """Return the search that it is when this viewer runs it."""
        return SearchRequest(text=self.text, viewer=viewer, locale=self.locale, filters=Filters.of(self.filters))


class SavedSearchAnchor(models.Model):
    """A term that a document must have, or one of the search's other anchors, for the search to match it."""

    value = models.CharField(max_length=100)
    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="anchors")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["value", "search"], name="saved_search_anchor_unique")]

    def __str__(self) -> str:
        return f"{self.value} → {self.search_id}"
