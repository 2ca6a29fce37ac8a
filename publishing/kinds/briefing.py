"""Briefings."""

from typing import Annotated, Self

from django.utils.translation import gettext_lazy as _

from publishing.content.fields import Line
from publishing.content.orders import CODE, EFFECTIVE, EXPIRES
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
from publishing.kinds.threat_level import ThreatLevelValue


class BriefingKind(Choices):
    """The type of a briefing."""

    PROTECTIVE_SECURITY = "protective_security", "Protective security in general.", _("Protective security")
    INCIDENT = "incident", "An incident.", _("Incident")
    SEASONAL = "seasonal", "A time of year.", _("Seasonal")
    EVENT = "event", "An event.", _("Event")
    THREAT_LEVEL_CHANGE = "threat_level_change", "A change to the threat level.", _("Change of threat level")


class BriefingDetails(Details):
    """A briefing for security staff. Its effective and expiry times are columns of the item."""

    reference: Annotated[Line, Published("The reference, such as BR-2026-014.")]
    briefing_kind: Annotated[
        BriefingKind,
        Published(
            "The type of briefing.",
            filter=Filter("The type of briefing.", label=_("Kind of briefing")),
        ),
    ]
    headline: Annotated[Line, Published("The key message, in one line.", Searched.BODY)]
    threat_level: Annotated[
        ThreatLevelValue | None,
        Published(
            "The threat level that it applies to; null if it applies to all.",
            filter=Filter("The threat level that it applies to."),
        ),
    ] = None
    actions: Annotated[tuple[Line, ...], Published("The actions for guard forces, in order.", Searched.BODY)] = ()
    read_aloud: Annotated[
        str, Published("A short text to read aloud to a team; null if not provided.", Searched.BODY)
    ] = ""

    def without_blanks(self) -> Self | None:
        """Drop empty actions."""
        return self.model_copy(update={"actions": tuple(filter(None, self.actions))})


KIND = Declaration(
    kind=Kind.BRIEFING,
    details=BriefingDetails,
    type_name="Briefing",
    description="A briefing for security staff. It applies from `effectiveAt` until `expiresAt`.",
    schema_list=SchemaList(
        "briefings",
        "Briefings.",
        filtered_by=(Relation.TOPIC, Relation.SECTOR),
        orders=(CODE, EFFECTIVE, EXPIRES),
    ),
    index=Index(place=10, filters=(Kind.TOPIC,)),
    is_read=True,
    is_suggested=True,
    schema_type="Article",
)
