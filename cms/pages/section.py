"""A section: the index of one kind of content."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel

from cms.pages.structure import StructurePage
from cms.staff.section_collections import SECTION_DEPTH, get_or_create_collections
from publishing.kinds import Kind
from publishing.kinds.registry import INDEXED


class Section(StructurePage):
    """Accepts only pages of its kind, and sections of the same kind."""

    kind = Kind.SECTION
    parent_page_types = ["cms.Home", "cms.Section"]
    subpage_types = None  # any page type that allows a section as its parent

    lists = models.CharField(
        "kind",
        max_length=20,
        choices=[(one.kind.value, one.kind.label) for one in INDEXED],
        default=Kind.STANDARD,
        help_text="The section accepts only pages of this kind, and lists them for readers.",
    )

    facts_panels = [FieldPanel("lists")]

    class Meta:
        verbose_name = "section"

    def clean_for_readers(self) -> None:
        """Require the same kind of a section within a section."""
        super().clean_for_readers()
        parent = self.get_parent()
        if parent and parent.specific_class is Section and parent.specific.lists != self.lists:
            raise ValidationError({"lists": "A section within a section must have the same kind."})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save the section. A top-level section gets collections for its files."""
        result = super().save(*args, **kwargs)
        if self.depth == SECTION_DEPTH:
            get_or_create_collections(self)
        return result
