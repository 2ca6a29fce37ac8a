"""Content items: the stable identity of what is published."""

from datetime import datetime
from uuid import UUID

from django.db import models

from publishing.audiences import Audience, Marking
from publishing.kinds import Gone, Kind
from publishing.querysets import ContentItemQuerySet


class ContentItem(models.Model):
    """One document in one locale, through all its editions: the current one, or a tombstone with its reason."""

    id = models.UUIDField(primary_key=True)
    content_id = models.UUIDField(help_text="Shared by the translations of a document.")
    locale = models.CharField(max_length=12)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    code = models.CharField(max_length=40, blank=True, help_text="TT3, BR-2026-014, FR: what people call it.")
    path = models.CharField(max_length=1000, null=True, help_text="/travel-advice/france/")  # noqa: DJ001
    edition = models.ForeignKey(
        "publishing.Edition", models.PROTECT, null=True, related_name="+", help_text="The newest edition."
    )
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    marking = models.CharField(max_length=12, choices=Marking.choices)
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField(help_text="The last major update: what lists are sorted by.")
    effective_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    gone = models.CharField(max_length=10, choices=Gone.choices, blank=True, default="")
    gone_at = models.DateTimeField(null=True)
    superseded_by = models.UUIDField(null=True, help_text="Content id of what stands in its place.")
    moved_to = models.CharField(max_length=1000, blank=True, default="")

    objects = ContentItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_id", "locale"], name="item_content_locale_unique"),
            models.UniqueConstraint(fields=["path"], condition=models.Q(gone=""), name="item_live_path_unique"),
        ]
        indexes = [
            models.Index(fields=["kind", "locale", "-updated_at", "-id"], name="item_kind_newest"),
            models.Index(fields=["-updated_at", "-id"], name="item_newest"),
            models.Index(fields=["path"], name="item_path"),
            models.Index(fields=["kind", "code"], name="item_code"),
            models.Index(fields=["expires_at"], condition=models.Q(gone=""), name="item_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.path or self.code or self.content_id} ({self.locale})"

    @property
    def is_live(self) -> bool:
        """Whether it is published: not a tombstone."""
        return self.gone == ""


class PreviousPath(models.Model):
    """A path that an item had: readers are sent on from it."""

    path = models.CharField(max_length=1000, db_index=True)
    item = models.ForeignKey(ContentItem, models.CASCADE, related_name="previous_paths")
    left_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path

    @classmethod
    def leave(cls, item_id: UUID, path: str | None, at: datetime) -> None:
        """Note that the item no longer stands at `path`."""
        if path:
            cls.objects.create(item_id=item_id, path=path, left_at=at)
