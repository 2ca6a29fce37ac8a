"""What each kind adds: what is stored under its name, and what needs a word of its own."""

import graphql_api.content.kinds  # noqa: F401 # the types of all kinds
from graphql_api.content.declared_fields import parts
from graphql_api.execution.compiler.compilation import Place, writes
from graphql_api.execution.compiler.fields.blocks import body
from graphql_api.execution.compiler.fields.content import linked, of_kind, related
from graphql_api.execution.compiler.fields.stored import stored
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import field_names
from publishing.kinds.registry import KINDS

DOCUMENT = "details"


for _declaration in KINDS.values():
    _details = _declaration.details
    stored(_declaration.type_name, _details, field_names(_details), within=DOCUMENT)
for _part, _type in parts():
    stored(_type.__name__, _part, field_names(_part))


@writes("ThreatLevel.effectiveAt")
def effective_at(at: Place) -> str:
    """Its own, which is never missing."""
    return f"moment({at.document(DOCUMENT)}['effective_at'])"


@writes("ZCard.validUntil")
def valid_until(at: Place) -> str:
    """As for all content, or the end of the card's last day."""
    printed = f"date_of({at.document(DOCUMENT)}.get('valid_until'))"
    return (
        f"earliest(end_of_day({printed}), end_of_day({at.column('edition__review_date')}), {at.column('expires_at')})"
    )


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


@writes("Project.workStream")
def work_stream(at: Place) -> str:
    """The first that may be seen."""
    return f"next(iter({linked(Relation.WORK_STREAM, Kind.WORK_STREAM)(at)}), None)"


writes("Briefing.supersedes")(related(Relation.SUPERSEDES))
