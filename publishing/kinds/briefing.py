"""Briefings."""

from datetime import date
from typing import Annotated, Self

from django.utils import timezone
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
    applies_until: Annotated[
        date | None,
        Published(
            "The last day on which it applies; null if there is none. From the next day on, the website says that it "
            "is past."
        ),
    ] = None
    actions: Annotated[tuple[Line, ...], Published("The actions for guard forces, in order.", Searched.BODY)] = ()
    read_aloud: Annotated[
        str, Published("A short text to read aloud to a team; null if not provided.", Searched.BODY)
    ] = ""

    @property
    def is_past(self) -> bool:
        """Whether its last day is over."""
        return is_past(self.applies_until)

    def without_blanks(self) -> Self | None:
        """Drop empty actions."""
        return self.model_copy(update={"actions": tuple(filter(None, self.actions))})


def is_past(applies_until: date | None) -> bool:
    """Whether the last day on which a briefing applies is over in London."""
    return applies_until is not None and applies_until < timezone.localdate()


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
    index=Index(place=10, is_by_month=True, filters=(Kind.TOPIC,)),
    is_read=True,
    is_suggested=True,
    schema_type="Article",
)
