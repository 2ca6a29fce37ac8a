"""Editions: immutable published content."""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models

from publishing import formats
from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import Viewer
from publishing.formats.reading import EditionContent
from publishing.kinds import Relation, UpdateType
from publishing.models.access import EDITION_COLUMNS, readable
from publishing.models.immutable import Immutable, ImmutableQuerySet

_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STORED = ("stored_image", "stored_body", "stored_details")
"""The columns with the content of an edition, in the format that was current when it was written."""


class EditionQuerySet(ImmutableQuerySet):
    """Queries for editions."""

    def slim(self) -> "EditionQuerySet":
        """The slim columns only, for lists."""
        return self.defer("stored_body", "stored_details")

    def readable_by(self, viewer: Viewer, *, off_site: bool = False) -> "EditionQuerySet":
        """Editions that the viewer may read, on the website or off it.

        Use it for editions of visible items only: an item may have been removed or restricted since.
        """
        return self.filter(readable(viewer, EDITION_COLUMNS, off_site=off_site))


class Edition(Immutable):
    """One published version of an item. The slim columns come before the bodies: lists read only those."""

    item = models.ForeignKey("publishing.ContentItem", models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    marking = models.CharField(max_length=12, choices=Marking.choices)
    content_hash = models.CharField(max_length=64)
    owner = models.CharField(max_length=255, blank=True)
    review_date = models.DateField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    update_type = models.CharField(max_length=5, choices=UpdateType.choices)
    change_note = models.TextField(blank=True)
    published_at = models.DateTimeField()
    changed_at = models.DateTimeField(
        null=True, help_text="When it was changed, for readers: an import dates it before its publication here."
    )
    status_since = models.DateTimeField(
        null=True, help_text="Since when the status that readers see first is the same, if its kind has one."
    )
    format = models.PositiveSmallIntegerField(
        db_default=1, help_text="Of the stored parts. Processes of before there were formats write the first."
    )
    # In the format of their day: read them with `content` only.
    stored_image = models.JSONField(null=True, db_column="image")
    stored_details = models.JSONField(db_column="details")
    stored_body = models.JSONField(db_column="body")

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="edition_number_unique")]
        indexes = [
            models.Index(fields=["published_at"], name="edition_published"),
            models.Index(
                fields=["review_date"], condition=models.Q(review_date__isnull=False), name="edition_review_date"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def dated(self) -> datetime:
        """When it was changed, for readers."""
        return self.changed_at or self.published_at

    def content(self, kind: str) -> EditionContent:
        """Return its content, as an edition of a kind, in today's format."""
        return EditionContent(self, kind)

    def referenced_keys(self) -> set[str]:
        """Return all ids of files and of content that are stored in it, in any format."""
        stored = (self.stored_image, self.stored_body, self.stored_details)
        return set(_UUID.findall(json.dumps(stored)))


def visible_edition_number(
    viewer: Viewer, *, off_site: bool = False, edition: str = "edition"
) -> "models.Subquery[Any]":
    """Return an expression for queries of items: the number of an edition among those that the viewer may
    read. Edition.number would reveal how many others there were (docs/decisions/0076)."""
    editions = Edition.objects.readable_by(viewer, off_site=off_site)
    editions = editions.filter(item=models.OuterRef("pk"), number__lte=models.OuterRef(f"{edition}__number"))
    counted = editions.order_by().values("item").annotate(counted=models.Count("pk")).values("counted")
    return models.Subquery(counted, output_field=models.IntegerField())


def load_stored_parts(editions: Iterable[Edition]) -> None:
    """Load the deferred parts of editions in an older format, in at most one query: an upcast needs all of them."""
    older = {edition.pk: edition for edition in editions if edition.format < formats.FORMAT}
    deferred = [pk for pk, edition in older.items() if not set(STORED).isdisjoint(edition.get_deferred_fields())]
    for pk, *stored in Edition.objects.filter(pk__in=deferred).values_list("pk", *STORED) if deferred else ():
        vars(older[pk]).update(zip(STORED, stored, strict=True))


class EditionReference(Immutable):
    """The topics, sectors and work-streams of an edition. `Link` has those of current editions only, but followers of a
    topic must be notified when an item is removed from it."""

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
