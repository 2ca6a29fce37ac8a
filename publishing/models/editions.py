"""Editions: what was published, word for word."""

from django.db import models

from publishing.audiences import Audience, Marking
from publishing.kinds import Relation, UpdateType
from publishing.models.access import EDITION, readable
from publishing.models.immutable import Immutable, ImmutableQuerySet
from publishing.viewers import Viewer


class EditionQuerySet(ImmutableQuerySet):
    """Rules of many editions."""

    def open_off_site(self, viewer: Viewer) -> "EditionQuerySet":
        """Editions that the viewer may read off the website.

        It says nothing of the item, which may be gone or narrowed since: ask this of editions of visible items only.
        """
        return self.filter(readable(viewer, EDITION, off_site=True))


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

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="edition_number_unique")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class EditionReference(Immutable):
    """What an edition was about, for whom, of which work-stream. `Link` knows it of current editions only; who follows
    a topic must be told when an edit takes a document out of it."""

    RELATIONS = (Relation.TOPIC, Relation.SECTOR, Relation.WORK_STREAM)

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="references", db_index=False)
    relation = models.CharField(max_length=12, choices=Relation.choices)
    target = models.UUIDField()

    objects = ImmutableQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "relation", "target"], name="edition_reference_unique")
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.relation} {self.target}"
