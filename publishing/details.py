"""What an edition carries beyond title, summary and body, by kind. References to other items are content ids."""

from datetime import date
from typing import Literal, Self
from uuid import UUID

from publishing.blocks import Body, Image, Moment, Struct
from publishing.entry import Address, Line
from publishing.kinds import Kind

Side = Literal["police", "business", "government"]


class Details(Struct):
    """Base of all details."""


class HomeDetails(Details):
    """The home page has nothing of its own: what it lists is found when read."""


class SectionDetails(Details):
    """The index of a kind."""

    lists: Kind | None = None


class StandardDetails(Details):
    """A plain page."""


class GuidanceDetails(Details):
    """Guidance: its sectors and work-streams are links."""


class WorkStreamDetails(Details):
    """One of the five work-streams, chaired jointly."""

    code: Line
    co_chair_police: Line = ""
    co_chair_business: Line = ""


class Partner(Struct):
    """A partner of a project: an organisation's content id, and the side it stands for."""

    organisation: UUID
    side: Side


class Milestone(Struct):
    """A milestone: `done` is the day it was reached."""

    title: Line
    due: date | None = None
    done: date | None = None
    evidence: str = ""

    def without_blanks(self) -> Self | None:
        """A milestone that says nothing is none."""
        return self if any((self.title, self.due, self.done, self.evidence)) else None


class ProjectDetails(Details):
    """One of the programme's projects."""

    code: Line
    action: str
    vision: str
    tier: Literal["priority", "reserve"]
    status: Literal["proposed", "provisional", "open", "delivering", "embedded", "closed"]
    lead: Line = ""
    partners: tuple[Partner, ...] = ()
    milestones: tuple[Milestone, ...] = ()


Level = Literal["LOW", "MODERATE", "SUBSTANTIAL", "SEVERE", "CRITICAL"]


class BriefingDetails(Details):
    """A briefing for those who guard places. Its effective and expiry times are the item's own columns."""

    reference: Line
    briefing_kind: Literal["protective_security", "incident", "seasonal", "event", "threat_level_change"]
    headline: Line
    threat_level: Level | None = None
    actions: tuple[Line, ...] = ()
    read_aloud: str = ""

    def without_blanks(self) -> Self | None:
        """An action without words is none."""
        return self.model_copy(update={"actions": tuple(filter(None, self.actions))})


AlertStatus = Literal[
    "avoid_all_but_essential_travel_to_parts",
    "avoid_all_but_essential_travel_to_whole_country",
    "avoid_all_travel_to_parts",
    "avoid_all_travel_to_whole_country",
]


class Part(Struct):
    """One part of a country's travel advice."""

    title: Line
    slug: Line
    body: Body


class Provenance(Struct):
    """Where content came from."""

    publisher: Line
    url: Address = ""
    licence: Line = ""
    fetched_at: Moment | None = None


class TravelAdviceDetails(Details):
    """Travel advice for one country; `country` is its ISO 3166-1 alpha-2 code."""

    country: Line
    country_name: Line
    country_slug: Line
    synonyms: tuple[Line, ...] = ()
    alert_statuses: tuple[AlertStatus, ...] = ()
    alert_scope: str = ""
    parts: tuple[Part, ...]
    reviewed_at: Moment | None = None
    map: Image | None = None
    provenance: Provenance | None = None

    def without_blanks(self) -> Self | None:
        """A synonym without words is none."""
        return self.model_copy(update={"synonyms": tuple(filter(None, self.synonyms))})


class Panel(Struct):
    """One panel of a folding card."""

    heading: Line
    body: str
    character_limit: int
    side: Literal["front", "back"]


class ZCardDetails(Details):
    """A folding pocket card. `card_edition` is what is printed on it."""

    code: Line
    card_edition: Line
    valid_from: date
    valid_until: date | None = None
    languages: tuple[Line, ...]
    panels: tuple[Panel, ...]


class ThreatLevelDetails(Details):
    """The threat level of a scope since `effective_at`."""

    level: Level
    scope: Literal["national", "northern_ireland"]
    effective_at: Moment
    wording: str


class TopicDetails(Details):
    """A topic; its name is the title."""

    slug: Line


class SectorDetails(Details):
    """A sector; its name is the title."""

    slug: Line


class OrganisationDetails(Details):
    """An organisation; its name is the title."""

    slug: Line
    side: Side
    url: Address = ""


DETAILS: dict[Kind, type[Details]] = {
    Kind.HOME: HomeDetails,
    Kind.SECTION: SectionDetails,
    Kind.STANDARD: StandardDetails,
    Kind.GUIDANCE: GuidanceDetails,
    Kind.WORK_STREAM: WorkStreamDetails,
    Kind.PROJECT: ProjectDetails,
    Kind.BRIEFING: BriefingDetails,
    Kind.TRAVEL_ADVICE: TravelAdviceDetails,
    Kind.Z_CARD: ZCardDetails,
    Kind.THREAT_LEVEL: ThreatLevelDetails,
    Kind.TOPIC: TopicDetails,
    Kind.SECTOR: SectorDetails,
    Kind.ORGANISATION: OrganisationDetails,
}
"""Every kind's details: conformance tests walk it."""
