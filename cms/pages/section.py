"""A section: the index of one kind of content."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel

from cms.conversion import Conversion
from cms.pages.structure import StructurePage
from cms.staff.collections import SECTION_DEPTH, files_of_section
from publishing.details import SectionDetails
from publishing.documents import Term
from publishing.kinds import Kind
from publishing.terms import TermName

LISTED = (
    Kind.GUIDANCE,
    Kind.WORK_STREAM,
    Kind.PROJECT,
    Kind.BRIEFING,
    Kind.TRAVEL_ADVICE,
    Kind.Z_CARD,
    Kind.STANDARD,
)


class Section(StructurePage):
    """Takes pages of its kind only, and sections of the same kind."""

    kind = Kind.SECTION
    parent_page_types = ["cms.Home", "cms.Section"]
    subpage_types = [
        "cms.Section",
        "cms.GuidancePage",
        "cms.WorkStreamPage",
        "cms.ProjectPage",
        "cms.BriefingPage",
        "cms.TravelAdvicePage",
        "cms.ZCardPage",
        "cms.StandardPage",
    ]

    lists = models.CharField(
        "kind",
        max_length=20,
        choices=[(kind.value, kind.label) for kind in LISTED],
        default=Kind.STANDARD,
        help_text="The section takes pages of this kind only, and readers see them listed here.",
    )

    facts_panels = [FieldPanel("lists")]

    class Meta:
        verbose_name = "section"

    def clean_for_readers(self) -> None:
        """Keep a section within a section to the same kind."""
        super().clean_for_readers()
        parent = self.get_parent()
        if parent and parent.specific_class is Section and parent.specific.lists != self.lists:
            raise ValidationError({"lists": "A section within a section lists the same kind."})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the section; one at the top has collections for its files."""
        result = super().save(*args, **kwargs)
        if self.depth == SECTION_DEPTH:
            files_of_section(self)
        return result

    def details(self, conversion: Conversion) -> SectionDetails:
        """Return the kind it lists."""
        return SectionDetails(lists=Kind(self.lists))

    def terms(self) -> Iterator[Term]:
        """Yield the kind it lists."""
        yield Term(name=TermName.LISTS, value=self.lists)
