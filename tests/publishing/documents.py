"""Makes documents for tests: `a_document(kind=..., title=...)`."""

from typing import Any
from uuid import uuid4

from publishing.kinds import Kind
from publishing.kinds.briefing import BriefingDetails
from publishing.kinds.declaration import Details
from publishing.kinds.guidance import GuidanceDetails
from publishing.kinds.home import HomeDetails
from publishing.kinds.organisation import OrganisationDetails
from publishing.kinds.project import ProjectDetails
from publishing.kinds.section import SectionDetails
from publishing.kinds.sector import SectorDetails
from publishing.kinds.standard import StandardDetails
from publishing.kinds.threat_level import ThreatLevelDetails
from publishing.kinds.topic import TopicDetails
from publishing.kinds.travel_advice import TravelAdviceDetails, TravelAdvicePart
from publishing.kinds.work_stream import WorkStreamDetails
from publishing.kinds.z_card import ZCardDetails
from publishing.log.new_edition import NewEdition
from publishing.log.record import record_publication
from publishing.models import Change

DETAILS: dict[Kind, Details] = {
    Kind.HOME: HomeDetails(),
    Kind.SECTION: SectionDetails(lists=Kind.GUIDANCE),
    Kind.STANDARD: StandardDetails(),
    Kind.GUIDANCE: GuidanceDetails(),
    Kind.WORK_STREAM: WorkStreamDetails(code="TT"),
    Kind.PROJECT: ProjectDetails(code="TT3", action="Teach.", vision="All know.", tier="priority", status="open"),
    Kind.BRIEFING: BriefingDetails(reference="BR-1", briefing_kind="seasonal", headline="Look up"),
    Kind.TRAVEL_ADVICE: TravelAdviceDetails(
        country="FR",
        country_name="France",
        country_slug="france",
        parts=(TravelAdvicePart(title="Safety and security", slug="safety-and-security", body=()),),
    ),
    Kind.Z_CARD: ZCardDetails(code="Z1", card_edition="1", valid_from="2026-01-01", languages=("en-gb",), panels=()),
    Kind.THREAT_LEVEL: ThreatLevelDetails(
        level="SUBSTANTIAL", scope="national", effective_at="2026-01-01T00:00:00Z", wording="An attack is likely."
    ),
    Kind.TOPIC: TopicDetails(slug="vigilance"),
    Kind.SECTOR: SectorDetails(slug="retail"),
    Kind.ORGANISATION: OrganisationDetails(slug="acme", side="business"),
}


def a_document(kind: Kind = Kind.GUIDANCE, **changes: Any) -> NewEdition:
    """Return a valid document of the kind, at a path of its own, with `changes` to it or to the details of its kind."""
    content_id = changes.pop("content_id", None) or uuid4()
    details = changes.pop("details", DETAILS[kind])
    own_names = type(details).model_fields.keys() - NewEdition.model_fields.keys()
    own = {name: changes.pop(name) for name in own_names & changes.keys()}
    given = {
        "content_id": content_id,
        "locale": "en-gb",
        "kind": kind,
        "path": f"/{kind}/{content_id}/",
        "title": "Watch the doors",
        "summary": "Who comes in, and why.",
        "details": type(details).model_validate({**dict(details), **own}) if own else details,
        **changes,
    }
    return NewEdition(**given)


def publish(kind: Kind = Kind.GUIDANCE, **changes: Any) -> Change:
    """Publish a document and return the change."""
    change = record_publication(a_document(kind, **changes))
    assert change is not None
    return change
