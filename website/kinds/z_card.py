"""A Z-card: its panels by the side they are printed on."""

from django.utils.translation import gettext as _

from publishing.details import ZCardDetails
from website.frame import Context
from website.view import View


def context(view: View) -> Context | None:
    """Return the panels of each side, numbered through the card."""
    details = view.page.details
    assert isinstance(details, ZCardDetails)
    if view.part:
        return None
    numbered = list(enumerate(details.panels, 1))
    return {
        "sides": [
            (name, [(number, panel) for number, panel in numbered if panel.side == side])
            for side, name in (("front", _("Front")), ("back", _("Back")))
        ]
    }
