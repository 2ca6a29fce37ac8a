"""A Z-card: its panels by the side they are printed on."""

from publishing.kinds.z_card import CardSide, ZCardDetails
from website.pages.layout import Context
from website.pages.page_request import View


def context(view: View) -> Context | None:
    """Return the panels of each side, numbered through the card."""
    details = view.page.details
    assert isinstance(details, ZCardDetails)
    if view.part:
        return None
    numbered = list(enumerate(details.panels, 1))
    return {
        "sides": [
            (side.label, [(number, panel) for number, panel in numbered if panel.side == side]) for side in CardSide
        ]
    }
