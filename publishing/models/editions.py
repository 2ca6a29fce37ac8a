"""Editions: what was published, word for word."""

from django.db import models

from publishing.audiences import Audience, Marking
from publishing.kinds import UpdateType
from publishing.models.immutable import Immutable


class Edition(Immutable):
    """An immutable published document. The slim columns stand before the bodies: lists read only those."""

    item = models.ForeignKey("publishing.ContentItem", models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    marking = models.CharField(max_length=12, choices=Marking.choices)
    content_hash = models.CharField(max_length=64)
    owner = models.CharField(max_length=255, blank=True)
    review_date = models.DateField(null=True)
    update_type = models.CharField(max_length=5, choices=UpdateType.choices)
    change_note = models.TextField(blank=True)
    published_at = models.DateTimeField()
    image = models.JSONField(null=True)
    details = models.JSONField()
    body = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="edition_number_unique")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class NamedProject(Immutable):
    """A project (by content id) whose members an edition for named readers is open to."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="named_projects")
    project = models.UUIDField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "project"], name="named_project_unique")]

    def __str__(self) -> str:
        return f"{self.edition} for {self.project}"
