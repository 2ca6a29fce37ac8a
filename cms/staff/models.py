"""Two tables that simplify the admin's queries: how strictly each page is handled, and each section's collections."""

from typing import Any

from django.db import models
from wagtail.models import Collection, Page

from publishing.access.audiences import Audience, Marking

OPEN_STRICTNESS = Audience.REGISTERED
"""Every group of its section may see a page up to this strictness."""
RED_STRICTNESS = Audience.NAMED + 10
READ_CONFIDENTIAL = "cms.read_confidential"


def get_strictness(audience: Any, marking: Any) -> int:
    """Return how strictly content is handled: its audience, or the audience of its marking if that is narrower."""
    known = Marking(marking) if marking in Marking.values else Marking.RED
    if known == Marking.RED:
        return RED_STRICTNESS
    return max(Audience(audience) if audience in Audience.values else Audience.NAMED, known.widest_audience)


class PageHandling(models.Model):
    """The strictest handling of a page's row, latest draft and scheduled revisions.

    It is a separate table, because a draft's marking is inside a revision's JSON, and each page type has its own
    columns.
    """

    page = models.OneToOneField(Page, models.CASCADE, primary_key=True, related_name="handling")
    level = models.PositiveSmallIntegerField(db_index=True)

    class Meta:
        default_permissions = ()
        permissions = [("read_confidential", "Can see every page and file in the admin, whatever its marking")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.level}"


class SectionFiles(models.Model):
    """The collections of a section in all its languages: one for its groups, and a closed one below it."""

    section_key = models.UUIDField(primary_key=True, help_text="The section's translation key.")
    collection = models.OneToOneField(Collection, models.CASCADE, related_name="+")
    closed = models.OneToOneField(Collection, models.CASCADE, related_name="closes")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.collection)
