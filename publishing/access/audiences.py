"""The four audiences, in order, and the Traffic Light Protocol 2.0 markings that limit them."""

from django.db import models


class Audience(models.IntegerChoices):
    """The widest audience of an item. Each audience includes those after it."""

    PUBLIC = 0, "Public"
    REGISTERED = 10, "Registered: confirmed email"
    VALIDATED = 20, "Validated: identity checked by the programme"
    NAMED = 30, "Named: listed people or members of listed projects"


class Marking(models.TextChoices):
    """Traffic Light Protocol 2.0 (FIRST, August 2022)."""

    CLEAR = "CLEAR", "TLP:CLEAR"
    GREEN = "GREEN", "TLP:GREEN"
    AMBER = "AMBER", "TLP:AMBER"
    AMBER_STRICT = "AMBER+STRICT", "TLP:AMBER+STRICT"
    RED = "RED", "TLP:RED"

    @property
    def widest_audience(self) -> Audience:
        """The widest audience that the marking allows."""
        return _WIDEST[self]


_WIDEST = {
    Marking.CLEAR: Audience.PUBLIC,
    Marking.GREEN: Audience.REGISTERED,
    Marking.AMBER: Audience.VALIDATED,
    Marking.AMBER_STRICT: Audience.NAMED,
    Marking.RED: Audience.NAMED,
}
