"""The programme's projects."""

from datetime import date
from typing import Annotated, Self

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.content.blocks import Struct
from publishing.content.fields import ContentId, Line
from publishing.content.orders import CODE
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import (
    Choices,
    Declaration,
    Details,
    Filter,
    Index,
    Published,
    SchemaList,
    Searched,
)
from publishing.kinds.organisation import OrganisationSide


class ProjectStatus(Choices):
    """The status of a project."""

    PROPOSED = "proposed", "Proposed.", pgettext_lazy("project", "Proposed")
    PROVISIONAL = "provisional", "Provisionally accepted.", pgettext_lazy("project", "Provisional")
    OPEN = "open", "Open for partners to join.", pgettext_lazy("project", "Open to join")
    DELIVERING = "delivering", "In progress.", pgettext_lazy("project", "Delivering")
    EMBEDDED = "embedded", "Now part of everyday work.", pgettext_lazy("project", "Embedded")
    CLOSED = "closed", "Closed.", pgettext_lazy("project", "Closed")


class ProjectTier(Choices):
    """The tier of a project."""

    PRIORITY = "priority", "A priority project.", _("Priority project")
    RESERVE = "reserve", "Waiting for resources.", _("Reserve project")


class ProjectPartner(Struct):
    """A partner of a project."""

    organisation: ContentId
    side: Annotated[OrganisationSide, Published("The side that it represents in the project.")]


class ProjectMilestone(Struct):
    """A milestone of a project."""

    title: Annotated[Line, Published("The goal of the milestone.", Searched.BODY)]
    due: Annotated[date | None, Published("The due date; null if not set.")] = None
    done: Annotated[date | None, Published("The date on which it was completed; null until then.")] = None
    evidence: Annotated[str, Published("The evidence that it was completed.", Searched.BODY)] = ""

    def without_blanks(self) -> Self | None:
        """Drop an empty milestone."""
        return self if any((self.title, self.due, self.done, self.evidence)) else None


class ProjectDetails(Details):
    """One of the programme's projects."""

    code: Line
    action: Annotated[str, Published("The planned action.", Searched.BODY)]
    vision: Annotated[str, Published("The intended outcome.", Searched.BODY)]
    status: Annotated[
        ProjectStatus,
        Published("The status of the project.", filter=Filter("The status.", label=_("Status"))),
    ]
    tier: Annotated[
        ProjectTier,
        Published("The tier of the project.", filter=Filter("The tier.", label=_("Tier"))),
    ]
    lead: Annotated[Line, Published("The project lead; null if not provided.", Searched.BODY)] = ""
    partners: tuple[ProjectPartner, ...] = ()
    milestones: Annotated[tuple[ProjectMilestone, ...], Published("The milestones, in order.", Searched.BODY)] = ()


KIND = Declaration(
    kind=Kind.PROJECT,
    details=ProjectDetails,
    type_name="Project",
    description="One of the programme's projects. `code` (TT3) is never null.",
    schema_list=SchemaList(
        "projects",
        "Projects.",
        filtered_by=(Relation.WORK_STREAM, Relation.TOPIC, Relation.PARTNER),
        orders=(CODE,),
    ),
    index=Index(place=50, filters=(Kind.WORK_STREAM,)),
    is_read=True,
    schema_type="Article",
)
