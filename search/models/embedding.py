"""Embedding vectors of items, computed once for both engines and for every rebuild."""

from django.db import models

from publishing.models import ContentItem


class ItemEmbedding(models.Model):
    """The vectors of one item's current text by one model: half-precision numbers, one row per passage."""

    item = models.ForeignKey(ContentItem, models.CASCADE, related_name="+")
    edition_id = models.BigIntegerField()
    model = models.CharField(max_length=40)
    vectors = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "model"], name="item_embedding_unique")]
        indexes = [models.Index(fields=["model", "made_at"])]
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item_id} by {self.model}"
