"""A project: its purpose, its progress and its partners."""

from publishing.kinds.project import ProjectDetails, ProjectStatus
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def context(requested: PageRequest) -> Context | None:
    """Return the partners that the reader may see."""
    details = requested.page.details
    assert isinstance(details, ProjectDetails)
    if requested.part:
        return None
    partners = [
        {"item": item, "side": partner.side}
        for partner in details.partners
        if (item := requested.links.item(partner.organisation))
    ]
    return {
        "partners": partners,
        "milestones_reached": sum(1 for milestone in details.milestones if milestone.done),
        "is_joinable": details.status not in (ProjectStatus.EMBEDDED, ProjectStatus.CLOSED),
    }
