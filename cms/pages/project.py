"""A project of the programme."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from cms.content.cleaning import CleanedModel
from cms.content.converter import Converter
from cms.pages.body import BodyPage
from cms.pages.fields import IndexedManyToManyField
from publishing.kinds import Kind, Relation, project
from publishing.kinds.organisation import OrganisationSide
from publishing.kinds.project import ProjectStatus, ProjectTier
from publishing.log.new_edition import Reference


class ProjectPage(BodyPage):
    """What a project is for, its status and its partners."""

    kind = Kind.PROJECT
    unique_field = "project_code"
    detail_columns = {"code": "project_code", "action": "project_action"}

    project_code = models.CharField(
        "code",
        max_length=6,
        validators=[RegexValidator(r"^(T|CP|TT|CF|SR)\d+$", "Use the work-stream's code and a number, such as TT3.")],
        help_text="The work-stream's code and a number, for example TT3. Unique in its language.",
    )
    work_stream = models.ForeignKey(
        "cms.WorkStreamPage",
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text="The project is listed on the work-stream's page.",
    )
    project_action = models.TextField("action", help_text="What the project does, in one or two sentences.")
    vision = models.TextField(help_text="What will be different when the project is complete.")
    tier = models.CharField(max_length=10, choices=ProjectTier.choices, default=ProjectTier.PRIORITY)
    status = models.CharField(max_length=12, choices=ProjectStatus.choices, default=ProjectStatus.PROPOSED)
    lead = models.CharField(max_length=255, blank=True, help_text="The name or role of the lead, shown to readers.")
    related_projects = IndexedManyToManyField("self", symmetrical=False, blank=True, related_name="+")

    write_panels = [FieldPanel("project_action"), FieldPanel("vision"), *BodyPage.write_panels]
    facts_panels = [
        FieldPanel("project_code"),
        FieldPanel("work_stream"),
        FieldPanel("tier"),
        FieldPanel("status"),
        FieldPanel("lead"),
        InlinePanel("partners", label="Partner", heading="Partners"),
        InlinePanel("milestones", label="Milestone", heading="Milestones"),
        FieldPanel("related_projects"),
    ]

    class Meta:
        verbose_name = "project"

    def clean_for_readers(self) -> None:
        """Check that the code fits the work-stream."""
        super().clean_for_readers()
        expected = self.project_code.rstrip("0123456789")
        if self.work_stream and self.work_stream.work_stream_code != expected:
            raise ValidationError({"work_stream": f"The code {self.project_code} belongs to a different work-stream."})

    def computed_details(self, converter: Converter) -> dict[str, object]:
        """Return its partners and milestones."""
        return {
            "partners": tuple(partner.build_value() for partner in self.partners.all()),
            "milestones": tuple(milestone.build_value() for milestone in self.milestones.all()),
        }

    def references(self) -> Iterator[Reference]:
        """Yield its topics, work-stream, partners and related projects."""
        yield from super().references()
        if self.work_stream:
            yield Reference(relation=Relation.WORK_STREAM, target=self.work_stream.translation_key)
        for partner in self.partners.all():
            if partner.organisation:
                yield Reference(relation=Relation.PARTNER, target=partner.organisation.translation_key)
        for related in self.related_projects.all():
            yield Reference(relation=Relation.RELATED, target=related.translation_key)


class ProjectPartner(Orderable):
    """A partner organisation, and its side."""

    page = ParentalKey(ProjectPage, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey("cms.Organisation", models.CASCADE, null=True, related_name="+")
    side = models.CharField(max_length=10, choices=OrganisationSide.choices)

    panels = [FieldPanel("organisation"), FieldPanel("side")]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_side_display()})"

    def build_value(self) -> project.ProjectPartner:
        """Return the value for the project's details."""
        if self.organisation is None:
            raise ValidationError("Choose an organisation for each partner.")
        return project.ProjectPartner(organisation=self.organisation.translation_key, side=OrganisationSide(self.side))


class ProjectMilestone(Orderable, CleanedModel):
    """A milestone, when it is due and when it was reached."""

    page = ParentalKey(ProjectPage, on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(max_length=255)
    due = models.DateField(null=True, blank=True)
    done = models.DateField(null=True, blank=True, help_text="The day the milestone was reached.")
    evidence = models.TextField(blank=True, help_text="What shows that the milestone was reached.")

    panels = [FieldPanel("title"), FieldPanel("due"), FieldPanel("done"), FieldPanel("evidence")]

    def __str__(self) -> str:
        return self.title

    def build_value(self) -> project.ProjectMilestone:
        """Return the value for the project's details."""
        return project.ProjectMilestone(title=self.title, due=self.due, done=self.done, evidence=self.evidence)
