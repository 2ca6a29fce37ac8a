"""What each kind adds."""

from graphql_api.compiler.compiling import Place, writes
from graphql_api.compiler.fields.blocks import body
from graphql_api.compiler.fields.content import linked, of_kind, related
from graphql_api.compiler.fields.stored import stored
from publishing import details
from publishing.details import DETAILS
from publishing.kinds import Kind, Relation

DOCUMENT = "details"


def _details(kind: Kind, type_: str, *names: str) -> None:
    stored(type_, DETAILS[kind], *names, within=DOCUMENT)


_details(Kind.SECTION, "Section", "lists")
_details(Kind.TOPIC, "Topic", "slug")
_details(Kind.SECTOR, "Sector", "slug")
_details(Kind.ORGANISATION, "Organisation", "slug", "side")
_details(Kind.WORK_STREAM, "WorkStream", "co_chair_police", "co_chair_business")
_details(Kind.PROJECT, "Project", "action", "vision", "tier", "status", "lead", "milestones")
stored("Milestone", details.Milestone, "title", "due", "done", "evidence")
_details(Kind.BRIEFING, "Briefing", "reference", "briefing_kind", "headline", "threat_level", "actions", "read_aloud")
_details(Kind.THREAT_LEVEL, "ThreatLevel", "level", "scope", "effective_at", "wording")
_details(Kind.Z_CARD, "ZCard", "card_edition", "languages", "panels")
stored("Panel", details.Panel, "heading", "body", "character_limit", "side")
_details(Kind.TRAVEL_ADVICE, "TravelAdvice", "country", "country_name", "country_slug", "synonyms", "alert_statuses")
_details(Kind.TRAVEL_ADVICE, "TravelAdvice", "alert_scope", "parts", "map", "provenance")
stored("TravelAdvicePart", details.Part, "title", "slug")
stored("Provenance", details.Provenance, "publisher", "url", "licence", "fetched_at")


@writes("Organisation.website")
def website(at: Place) -> str:
    """Its own site, which is no address here."""
    return f"link_or_none({at.document(DOCUMENT)}.get('url', ''))"


@writes("ZCard.cardValidFrom")
def valid_from(at: Place) -> str:
    """A day."""
    return f"{at.document(DOCUMENT)}['valid_from']"


@writes("ZCard.cardValidUntil")
def valid_until(at: Place) -> str:
    """A day, or null."""
    return f"{at.document(DOCUMENT)}.get('valid_until')"


@writes("ZCard.validUntil")
def out_of_date_after(at: Place) -> str:
    """The end of what is printed, or as of all content."""
    printed = f"end_of(day({at.document(DOCUMENT)}.get('valid_until')))"
    return f"earliest({printed}, end_of({at.column('edition__review_date')}), {at.column('expires_at')})"


@writes("TravelAdvice.reviewedAt")
def reviewed_at(at: Place) -> str:
    """Told by itself, or else as of all content."""
    published = at.column("edition__published_at")
    return f"(moment(v) if (v := {at.document(DOCUMENT)}.get('reviewed_at')) else {published})"


@writes("TravelAdvicePart.body")
def part_body(at: Place) -> str:
    """A body within details."""
    return body(at, "x['body']")


@writes("Project.partners")
def partners(at: Place) -> str:
    """Those whose organisation may be seen, and is one."""
    at.level.refers = True
    listed = f"{at.document(DOCUMENT)}.get('partners', ())"
    shown = f"(t := d.targets[{at.below.depth}].get(i['organisation'])) and t[2] == {Kind.ORGANISATION.value!r}"
    return f"[{at.object('i')} for i in {listed} if {shown}]"


@writes("Partner.organisation")
def organisation(at: Place) -> str:
    """A partner whose organisation is hidden would not be there."""
    return of_kind(at, Kind.ORGANISATION, f"d.targets[{at.below.depth}][x['organisation']]")


stored("Partner", details.Partner, "side")


@writes("Project.workStream")
def work_stream(at: Place) -> str:
    """The first that may be seen."""
    return f"next(iter({linked(Relation.WORK_STREAM, Kind.WORK_STREAM)(at)}), None)"


writes("Briefing.supersedes")(related(Relation.SUPERSEDES))
