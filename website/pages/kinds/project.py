"""A project: what is it for, how far is it, who takes part."""

from publishing.kinds.project import ProjectDetails
from website.pages.layout import Context
from website.pages.page_request import View


def context(view: View) -> Context | None:
    """Return the partners whose names the reader may learn."""
    details = view.page.details
    assert isinstance(details, ProjectDetails)
    if view.part:
        return None
    partners = [
        {"item": item, "side": partner.side}
        for partner in details.partners
        if (item := view.links.item(partner.organisation))
    ]
    reached = sum(1 for milestone in details.milestones if milestone.done)
    return {"partners": partners, "milestones_reached": reached}
