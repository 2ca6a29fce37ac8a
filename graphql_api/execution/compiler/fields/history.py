"""The history of an item: `x` is the slice of its editions, or one of them, whose columns are those of `EditionRow`."""

from uuid import UUID

from graphql_api.content.history import EditionRow, HistorySlice, read_history
from graphql_api.execution.compiler.compilation import FieldContext, field_writer
from graphql_api.execution.compiler.loading import LoadedRows
from graphql_api.execution.compiler.row_fetches import ID, RowFetch
from graphql_api.execution.compiler.statements import Row
from publishing.kinds import UpdateType
from publishing.models import ContentItem

EDITIONS = RowFetch(
    0,
    columns={
        "edition_number": EditionRow._fields.index("number"),
        **{
            f"edition__{name}": EditionRow._fields.index(name)
            for name in ("published_at", "update_type", "change_note", "content_hash")
        },
    },
)
"""The columns of the rows of a history, by the names that they have in the rows of items."""


@field_writer("Content.history")
def history(ctx: FieldContext) -> str:
    """Write the editions, which are loaded for all rows of the same depth together."""
    ctx.fetch.needs_history = True
    given = ctx.arguments
    update_type = given.get("updateType")
    arguments = f"{given['first']!r}, {given.get('after')!r}, {update_type.value if update_type else None!r}"
    return ctx.object(f"load_history(x, d, {ctx.fetch.depth}, {arguments})")


@field_writer("ContentEditionConnection.nodes")
def nodes(ctx: FieldContext) -> str:
    """Write the editions of the slice."""
    return f"[{ctx.object('i', EDITIONS)} for i in x.rows]"


@field_writer("ContentEditionConnection.edges")
def edges(ctx: FieldContext) -> str:
    """Write the editions of the slice with their cursors."""
    return f"[{ctx.object('i')} for i in x.rows]"


@field_writer("ContentEditionEdge.node")
def node(ctx: FieldContext) -> str:
    """Write an edge's edition."""
    return ctx.object("x", EDITIONS)


@field_writer("ContentEditionEdge.cursor")
def cursor(ctx: FieldContext) -> str:
    """Write an edge's cursor."""
    return "x.cursor"


@field_writer("ContentEditionConnection.pageInfo")
def page_info(ctx: FieldContext) -> str:
    """Write the position of the slice."""
    return ctx.object("x.page_info()")


@field_writer("ContentEditionConnection.totalCount")
def total(ctx: FieldContext) -> str:
    """Write the length of the list."""
    return "x.total"


def load_history(
    row: Row, loaded: LoadedRows, depth: int, first: int, after: str | None, update_type: str | None
) -> HistorySlice:
    """Return a slice of the editions of a row."""
    item, type_ = ContentItem(id=UUID(row[ID])), UpdateType(update_type) if update_type else None
    return read_history(item, loaded.batch(depth), first, after, type_)
