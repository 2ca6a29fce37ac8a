"""Editions: what was published, word for word."""

import json
import re
from collections.abc import Iterable

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
"""The columns with what an edition says, in the shape of its day."""


class EditionQuerySet(ImmutableQuerySet):
    """Rules of many editions."""

    def readable_off_site(self, viewer: Viewer) -> "EditionQuerySet":
        """Editions that the viewer may read off the website.

        It says nothing of the item, which may be gone or narrowed since: ask this of editions of visible items only.
        """
        return self.filter(readable(viewer, EDITION_COLUMNS, off_site=True))


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
    format = models.PositiveSmallIntegerField(
        db_default=1, help_text="Of the stored parts. Processes of before there were formats write the first."
    )
    # Written in the shape of their day: read them with `content` only.
    stored_image = models.JSONField(null=True, db_column="image")
    stored_details = models.JSONField(db_column="details")
    stored_body = models.JSONField(db_column="body")

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="edition_number_unique")]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    def content(self, kind: str) -> EditionContent:
        """Return what it says, as an edition of a kind, in today's shape."""
        return EditionContent(self, kind)

    def referenced_keys(self) -> set[str]:
        """Return every id of a file or of content that is stored in it, whatever its format."""
        stored = (self.stored_image, self.stored_body, self.stored_details)
        return set(_UUID.findall(json.dumps(stored)))


def load_stored_parts(editions: Iterable[Edition]) -> None:
    """Read, in one query if any, what was left out of editions in an older format: an upcast takes the whole."""
    older = {edition.pk: edition for edition in editions if edition.format < formats.FORMAT}
    left_out = [pk for pk, edition in older.items() if not set(STORED).isdisjoint(edition.get_deferred_fields())]
    for pk, *stored in Edition.objects.filter(pk__in=left_out).values_list("pk", *STORED) if left_out else ():
        vars(older[pk]).update(zip(STORED, stored, strict=True))


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
