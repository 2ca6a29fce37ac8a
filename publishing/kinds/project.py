"""The programme's projects."""

from datetime import date
from typing import Annotated, Self

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.content.blocks import Struct
from publishing.content.fields import ContentId, Line
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
from publishing.kinds.organisation import Side


class ProjectStatus(Choices):
    """How far a project is."""

    PROPOSED = "proposed", "Proposed.", pgettext_lazy("project", "Proposed")
    PROVISIONAL = "provisional", "Accepted for the time being.", pgettext_lazy("project", "Provisional")
    OPEN = "open", "Open for partners to join.", pgettext_lazy("project", "Open to join")
    DELIVERING = "delivering", "Under way.", pgettext_lazy("project", "Delivering")
    EMBEDDED = "embedded", "Part of everyday work now.", pgettext_lazy("project", "Embedded")
    CLOSED = "closed", "Ended.", pgettext_lazy("project", "Closed")


class ProjectTier(Choices):
    """How a project ranks."""

    PRIORITY = "priority", "Goes first.", _("Priority project")
    RESERVE = "reserve", "Waits for resources.", _("Reserve project")


class Partner(Struct):
    """A partner of a project."""

    organisation: ContentId
    side: Annotated[Side, Published("Whom it stands for in the project.")]


class Milestone(Struct):
    """A milestone of a project."""

    title: Annotated[Line, Published("What is to be reached.", Searched.BODY)]
    due: Annotated[date | None, Published("By when; null when that is not fixed.")] = None
    done: Annotated[date | None, Published("The day it was reached; null until then.")] = None
    evidence: Annotated[str, Published("What shows that it was reached.", Searched.BODY)] = ""

    def without_blanks(self) -> Self | None:
        """A milestone that says nothing is none."""
        return self if any((self.title, self.due, self.done, self.evidence)) else None


class ProjectDetails(Details):
    """One of the programme's projects."""

    code: Line
    action: Annotated[str, Published("What is to be done.", Searched.BODY)]
    vision: Annotated[str, Published("What it should lead to.", Searched.BODY)]
    status: Annotated[
        ProjectStatus, Published("How far it is.", filter=Filter("Only those this far.", label=_("Status")))
    ]
    tier: Annotated[ProjectTier, Published("How it ranks.", filter=Filter("Only those that rank so.", label=_("Tier")))]
    lead: Annotated[Line, Published("Who leads it; null when nobody is named.", Searched.BODY)] = ""
    partners: tuple[Partner, ...] = ()
    milestones: Annotated[tuple[Milestone, ...], Published("Its milestones, in order.", Searched.BODY)] = ()


KIND = Declaration(
    kind=Kind.PROJECT,
    details=ProjectDetails,
    type_name="Project",
    description="One of the programme's projects. `code` (TT3) is never null.",
    schema_list=SchemaList(
        "projects", "Projects.", filtered_by=(Relation.WORK_STREAM, Relation.TOPIC), is_ordered=True
    ),
    index=Index(place=50, filters=(Kind.WORK_STREAM,)),
    is_read=True,
    schema_type="Article",
)
