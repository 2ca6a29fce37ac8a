"""References and filter terms of an item's current edition, as rows: lists filter by them, pages resolve them."""

from django.db import models

from publishing.kinds import Relation
from publishing.models.items import ContentItem


class Link(models.Model):
    """A reference to another item by content id. `updated_at` is the source's, so that lists need one index only."""

    source = models.ForeignKey(ContentItem, models.CASCADE, related_name="links")
    relation = models.CharField(max_length=12, choices=Relation.choices)
    target = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["source", "relation", "position"]
        constraints = [models.UniqueConstraint(fields=["source", "relation", "position"], name="link_position_unique")]
        indexes = [models.Index(fields=["relation", "target", "-updated_at", "-source"], name="link_target_newest")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.relation} {self.target}"


class ItemTerm(models.Model):
    """A value that lists are filtered by. `updated_at` is the item's, as in Link."""

    item = models.ForeignKey(ContentItem, models.CASCADE, related_name="terms")
    name = models.CharField(max_length=30)
    value = models.CharField(max_length=80)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "name", "value"], name="term_unique")]
        indexes = [models.Index(fields=["name", "value", "-updated_at", "-item"], name="term_newest")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.name}={self.value}"
