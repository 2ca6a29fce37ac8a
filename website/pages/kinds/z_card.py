"""A Z-card: its panels by the side they are printed on."""

from publishing.kinds.z_card import ZCardDetails, ZCardSide
from website.pages.layout import Context
from website.pages.page_request import PageRequest


def context(requested: PageRequest) -> Context | None:
    """Return the panels of each side, numbered across the whole card. Its edition is the one that is printed on it."""
    details = requested.page.details
    assert isinstance(details, ZCardDetails)
    if requested.part:
        return None
    numbered = list(enumerate(details.panels, 1))
    return {
        "has_own_edition": True,
        "sides": [
            (side.label, [(number, panel) for number, panel in numbered if panel.side == side]) for side in ZCardSide
        ],
    }
