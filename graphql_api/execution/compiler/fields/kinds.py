"""The fields of each kind: those stored under their own names, and those with a writer of their own."""

import graphql_api.content.kinds  # noqa: F401 # the types of all kinds
from graphql_api.content.declared_fields import struct_types
from graphql_api.execution.compiler.compilation import FieldContext, field_writer
from graphql_api.execution.compiler.fields.blocks import write_body
from graphql_api.execution.compiler.fields.content import (
    column,
    write_node_of_kind,
    write_targets,
    write_targets_of_kind,
)
from graphql_api.execution.compiler.fields.stored import add_stored_fields
from publishing.kinds import Kind, Relation
from publishing.kinds.declaration import field_names
from publishing.kinds.registry import KINDS

DETAILS = "details"


for _declaration in KINDS.values():
    _details = _declaration.details
    add_stored_fields(_declaration.type_name, _details, field_names(_details), column=DETAILS)
for _part, _type in struct_types():
    add_stored_fields(_type.__name__, _part, field_names(_part))


@field_writer("ThreatLevel.effectiveAt")
def effective_at(ctx: FieldContext) -> str:
    """Write when the level takes effect, which is required."""
    return f"parse_time({ctx.json_column(DETAILS)}['effective_at'])"


@field_writer("ZCard.validUntil")
def valid_until(ctx: FieldContext) -> str:
    """Write the earliest of the end of the card's last day, the expiry and the end of the review day."""
    printed = f"end_of_day(parse_date({ctx.json_column(DETAILS)}.get('valid_until')))"
    review = f"end_of_day({ctx.column('edition__review_date')})"
    return f"earliest({printed}, {review}, {ctx.column('expires_at')})"


@field_writer("TravelAdvice.alertHeadline")
def alert_headline(ctx: FieldContext) -> str:
    """Write the worst alerts."""
    return ctx.object(f"find_headline({ctx.json_column(DETAILS)}.get('alerts', ()))")


field_writer("TravelAdvice.alertsSince")(column("edition__status_since"))


@field_writer("TravelAdvicePart.body")
def part_body(ctx: FieldContext) -> str:
    """Write a body that is part of the details."""
    return write_body(ctx, "x['body']")


@field_writer("Project.partners")
def partners(ctx: FieldContext) -> str:
    """Write the partners that are visible organisations."""
    ctx.fetch.needs_references = True
    listed = f"{ctx.json_column(DETAILS)}.get('partners', ())"
    target = f"d.targets[{ctx.target_fetch.depth}].get(i['organisation'])"
    return f"[{ctx.object('i')} for i in {listed} if (t := {target}) and t[2] == {Kind.ORGANISATION.value!r}]"


@field_writer("ProjectPartner.organisation")
def organisation(ctx: FieldContext) -> str:
    """Write the organisation, which is visible: partners with hidden ones are left out."""
    return write_node_of_kind(ctx, Kind.ORGANISATION, f"d.targets[{ctx.target_fetch.depth}][x['organisation']]")


@field_writer("Project.workStream")
def work_stream(ctx: FieldContext) -> str:
    """Write the first visible work-stream."""
    return f"next(iter({write_targets_of_kind(Relation.WORK_STREAM, Kind.WORK_STREAM)(ctx)}), None)"


field_writer("Briefing.supersedes")(write_targets(Relation.SUPERSEDES))
