"""Threat levels."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from publishing.content.blocks import UtcDateTime
from publishing.content.orders import EFFECTIVE
from publishing.kinds import Kind
from publishing.kinds.declaration import Choices, Declaration, Details, Filter, Published, SchemaList, Searched


class ThreatLevelValue(Choices):
    """Threat levels, from the lowest to the highest."""

    LOW = "LOW", _("An attack is highly unlikely."), pgettext_lazy("threat level", "Low")
    MODERATE = "MODERATE", _("An attack is possible, but not likely."), pgettext_lazy("threat level", "Moderate")
    SUBSTANTIAL = "SUBSTANTIAL", _("An attack is likely."), pgettext_lazy("threat level", "Substantial")
    SEVERE = "SEVERE", _("An attack is highly likely."), pgettext_lazy("threat level", "Severe")
    CRITICAL = (
        "CRITICAL",
        _("An attack is highly likely in the near future."),
        pgettext_lazy("threat level", "Critical"),
    )

    @property
    def number(self) -> int:
        """The number of the level, from 1 for LOW to 5 for CRITICAL."""
        return list(ThreatLevelValue).index(self) + 1


class ThreatScope(Choices):
    """The area to which a threat level applies."""

    NATIONAL = "national", "The whole of the United Kingdom.", _("United Kingdom")
    NORTHERN_IRELAND = "northern_ireland", "Northern Ireland.", _("Northern Ireland")


class ThreatLevelDetails(Details):
    """The threat level of a scope since `effective_at`."""

    level: Annotated[
        ThreatLevelValue, Published("The threat level.", Searched.BODY, Filter("The level.", term="threat_level"))
    ]
    scope: Annotated[
        ThreatScope, Published("The area to which it applies.", filter=Filter("The area to which it applies."))
    ]
    effective_at: UtcDateTime
    wording: Annotated[str, Published("The official description of the level at the time.", Searched.BODY)]


KIND = Declaration(
    kind=Kind.THREAT_LEVEL,
    details=ThreatLevelDetails,
    type_name="ThreatLevel",
    description="The threat level of a scope from a point in time.",
    schema_list=SchemaList("threat_levels", "The history of threat levels.", orders=(EFFECTIVE,)),
    is_in_sitemap=False,
)
