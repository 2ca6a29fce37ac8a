"""Two tables that keep the admin's queries simple: how strictly a page is handled, and where a section's files are."""

from typing import Any

from django.db import models
from wagtail.models import Collection, Page

from publishing.access.audiences import Audience, Marking

OPEN_STRICTNESS = Audience.REGISTERED
"""A page at this level or below may be seen by every group that covers its section."""
RED_STRICTNESS = Audience.NAMED + 10
READ_CONFIDENTIAL = "cms.read_confidential"


def get_strictness(audience: Any, marking: Any) -> int:
    """Return how strictly content is handled: as its audience, or as its marking where that is narrower."""
    known = Marking(marking) if marking in Marking.values else Marking.RED
    if known == Marking.RED:
        return RED_STRICTNESS
    return max(Audience(audience) if audience in Audience.values else Audience.NAMED, known.widest_audience)


class PageHandling(models.Model):
    """The strictest handling among a page's row and its latest draft.

    A table of its own, because the draft's marking is inside a revision's JSON, and each page type has its own columns.
    """

    page = models.OneToOneField(Page, models.CASCADE, primary_key=True, related_name="handling")
    level = models.PositiveSmallIntegerField(db_index=True)

    class Meta:
        default_permissions = ()
        permissions = [("read_confidential", "Can see every page and file in the admin, whatever its marking")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.level}"


class SectionFiles(models.Model):
    """The collections of a section, in all its languages: one for its groups, and a closed one beneath it."""

    section_key = models.UUIDField(primary_key=True, help_text="The section's translation key.")
    collection = models.OneToOneField(Collection, models.CASCADE, related_name="+")
    closed = models.OneToOneField(Collection, models.CASCADE, related_name="closes")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.collection)
