"""The fields that all content has."""

from collections.abc import Callable

from graphql import GraphQLEnumType, GraphQLString
from strawberry.utils.str_converters import to_camel_case

from graphql_api.content.base import node_type
from graphql_api.execution.compiler.compilation import FieldContext, add_default_writer, field_writer
from graphql_api.execution.compiler.fields.blocks import write_body, write_node
from graphql_api.execution.compiler.row_fetches import ID, KIND
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem, Edition


def column(name: str) -> Callable[[FieldContext], str]:
    """Return the writer of a column: an enum by its name, an empty nullable string as null."""

    def write(ctx: FieldContext) -> str:
        value = ctx.column(name)
        if isinstance(ctx.named_type, GraphQLEnumType):
            return ctx.enum(value)
        return f"({value} or None)" if ctx.type is GraphQLString else value

    return write


for _model, _prefix in ((Edition, "edition__"), (ContentItem, "")):
    for _field in _model._meta.concrete_fields:
        add_default_writer(f"Content.{to_camel_case(_field.name)}", column(_prefix + _field.name))

field_writer("Content.reviewBy")(column("edition__review_date"))
field_writer("ContentEdition.number")(column("edition_number"))
for _name in ("published_at", "update_type", "change_note", "content_hash"):
    field_writer(f"ContentEdition.{to_camel_case(_name)}")(column(f"edition__{_name}"))


add_default_writer("Content.provenance", lambda ctx: "None")


@field_writer("Content.edition")
def edition(ctx: FieldContext) -> str:
    """Write the current edition, from the item's row."""
    return ctx.object("x")


field_writer("Content.isDraft")(lambda ctx: "False")  # drafts are only read by strawberry's resolvers
field_writer("Content.sourceMap")(lambda ctx: "None")


@field_writer("Content.url")
def url(ctx: FieldContext) -> str:
    """Write the page's URL; null if there is no page."""
    path = ctx.column("path")
    return f"(public_url({path}) if {path} else None)"


@field_writer("Content.reviewedAt")
def reviewed_at(ctx: FieldContext) -> str:
    """Write the time of the last review, or else of the publication."""
    return f"({ctx.column('edition__reviewed_at')} or {ctx.column('edition__published_at')})"


@field_writer("Content.validUntil")
def valid_until(ctx: FieldContext) -> str:
    """Write the expiry, or the end of the review day if that is earlier."""
    return f"earliest({ctx.column('expires_at')}, end_of_day({ctx.column('edition__review_date')}))"


@field_writer("Content.revision")
def revision(ctx: FieldContext) -> str:
    """Write the newest change, sealed."""
    return f"seal({ctx.column('newest_change')})"


@field_writer("Content.image")
def image(ctx: FieldContext) -> str:
    """Write the lead image."""
    return ctx.cached_part("image", f"({ctx.object('x')} if x else None)")


@field_writer("Content.body")
def body(ctx: FieldContext) -> str:
    """Write the body. All blocks count as nodes of the result, shown or not."""
    return ctx.cached_part("body", f"(d.count_nodes(len(x)), {write_body(ctx, 'x')})[1]")


def write_targets_of_kind(relation: Relation, kind: Kind) -> Callable[[FieldContext], str]:
    """Return the writer of a relation's targets of one kind."""

    def write(ctx: FieldContext) -> str:
        target = write_node_of_kind(ctx, kind, "t")
        return f"[{target} for t in {_find_targets(ctx, relation)} if t[{KIND}] == {kind.value!r}]"

    return write


def write_node_of_kind(ctx: FieldContext, kind: Kind, row: str) -> str:
    """Write a target of one kind."""
    table = ctx.dispatch_table([(kind.value, node_type(kind).__name__)], ctx.target_fetch)
    return f"d.write_row({table}, {row})"


def write_targets(relation: Relation) -> Callable[[FieldContext], str]:
    """Return the writer of a relation's targets of any kind."""
    return lambda ctx: f"[{write_node(ctx, 't', ctx.target_fetch)} for t in {_find_targets(ctx, relation)}]"


def _find_targets(ctx: FieldContext, relation: Relation) -> str:
    """Return the expression of a relation's visible targets."""
    ctx.fetch.relations.add(relation)
    return f"d.links({ctx.fetch.depth}, {relation.value!r}, x[{ID}])"


@field_writer("Content.ancestors")
def ancestors(ctx: FieldContext) -> str:
    """Write the visible pages above an item."""
    ctx.fetch.needs_ancestors = True
    ctx.target_fetch.column("path")
    found = f"d.find_ancestors({ctx.fetch.depth}, {ctx.column('path')})"
    return f"[{write_node(ctx, 't', ctx.target_fetch)} for t in {found}]"


field_writer("Content.topics")(write_targets_of_kind(Relation.TOPIC, Kind.TOPIC))
field_writer("Content.sectors")(write_targets_of_kind(Relation.SECTOR, Kind.SECTOR))
field_writer("Content.workStreams")(write_targets_of_kind(Relation.WORK_STREAM, Kind.WORK_STREAM))
field_writer("Content.related")(write_targets(Relation.RELATED))
field_writer("Content.mentions")(write_targets(Relation.MENTION))
