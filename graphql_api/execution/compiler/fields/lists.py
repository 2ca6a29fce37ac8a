"""Connections: `x` is the slice of the list, or one of its rows with the digest of the list."""

from uuid import UUID

from graphql import GraphQLInterfaceType
from strawberry.utils.str_converters import to_camel_case

from graphql_api.base.cursors import Position
from graphql_api.content.lists.slices import Slice
from graphql_api.content.page_info import PageInfo
from graphql_api.execution.compiler.compilation import FieldContext, field_writer
from graphql_api.execution.compiler.fields.blocks import write_node
from graphql_api.execution.compiler.row_fetches import ID
from graphql_api.execution.compiler.statements import Row


@field_writer("Connection.nodes")
def nodes(ctx: FieldContext) -> str:
    """Write the items of the slice."""
    ctx.fetch.needs_rows = True
    return f"[{write_item(ctx, 'i')} for i in x.rows]"


@field_writer("Connection.edges")
def edges(ctx: FieldContext) -> str:
    """Write the items of the slice with their cursors."""
    ctx.fetch.needs_rows = True
    return f"[{ctx.object('(i, x.digest)')} for i in x.rows]"


@field_writer("Edge.node")
def item(ctx: FieldContext) -> str:
    """Write an edge's item."""
    return write_item(ctx, "x[0]")


@field_writer("Edge.cursor")
def cursor(ctx: FieldContext) -> str:
    """Write an edge's cursor."""
    return f"encode_cursor(x[0], {ctx.fetch.column('order_key')}, x[1])"


@field_writer("Connection.totalCount")
def total(ctx: FieldContext) -> str:
    """Write the length of the list, which takes a query of its own."""
    return "x.total"


@field_writer("Connection.pageInfo")
def page_info(ctx: FieldContext) -> str:
    """Write the position of the slice."""
    ctx.fetch.needs_rows = True
    return ctx.object(f"build_page_info(x, {ctx.fetch.column('order_key')})")


for _name in ("has_next_page", "has_previous_page", "start_cursor", "end_cursor"):
    field_writer(f"PageInfo.{to_camel_case(_name)}")(lambda ctx, name=_name: f"x.{name}")


def build_page_info(slice_: Slice, order_key: int) -> PageInfo:
    """Return the position of a slice; `order_key` is the column of what it is sorted by."""
    rows = slice_.rows
    return PageInfo(
        has_next_page=slice_.has_next,
        has_previous_page=slice_.has_previous,
        start_cursor=encode_cursor(rows[0], order_key, slice_.digest) if rows else None,
        end_cursor=encode_cursor(rows[-1], order_key, slice_.digest) if rows else None,
    )


def encode_cursor(row: Row, order_key: int, digest: bytes) -> str:
    """Return the cursor of a row of the list with this digest."""
    return Position(row[order_key], UUID(row[ID])).encode(digest)


def write_item(ctx: FieldContext, row: str) -> str:
    """Write an item of a list of any kind, or of one kind."""
    if isinstance(ctx.named_type, GraphQLInterfaceType):
        return write_node(ctx, row, ctx.fetch)
    return ctx.item(row)
