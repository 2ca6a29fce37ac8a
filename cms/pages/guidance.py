"""Guidance for sectors and work-streams."""

from collections.abc import Iterator

from django.forms import CheckboxSelectMultiple
from wagtail.admin.panels import FieldPanel

from cms.pages.body import BodyPage
from cms.pages.fields import IndexedManyToManyField
from publishing.kinds import Kind, Relation
from publishing.log.new_edition import Reference


class GuidancePage(BodyPage):
    """What to do, and who should do it."""

    kind = Kind.GUIDANCE

    sectors = IndexedManyToManyField(
        "cms.Sector",
        blank=True,
        related_name="+",
        limit_choices_to={"locale__language_code": "en-gb"},
        help_text="Who the guidance is for. Readers can filter guidance by sector.",
    )
    work_streams = IndexedManyToManyField(
        "cms.WorkStreamPage",
        blank=True,
        related_name="+",
        limit_choices_to={"locale__language_code": "en-gb"},
        help_text="The guidance is listed on the pages of these work-streams.",
    )

    facts_panels = [
        FieldPanel("sectors", widget=CheckboxSelectMultiple),
        FieldPanel("work_streams", widget=CheckboxSelectMultiple),
    ]

    class Meta:
        verbose_name = "guidance"
        verbose_name_plural = "guidance"

    def references(self) -> Iterator[Reference]:
        """Yield its topics, sectors and work-streams."""
        yield from super().references()
        for sector in self.sectors.all():
            yield Reference(relation=Relation.SECTOR, target=sector.translation_key)
        for work_stream in self.work_streams.all():
            yield Reference(relation=Relation.WORK_STREAM, target=work_stream.translation_key)
