"""Pages of lists: `x` is the Page, or a row of it."""

from datetime import datetime
from uuid import UUID

from strawberry.utils.str_converters import to_camel_case

from graphql_api.base.cursors import Position
from graphql_api.content.lists.connections import PageInfo
from graphql_api.content.lists.keyset import Slice
from graphql_api.execution.compiler.compilation import Place, writes
from graphql_api.execution.compiler.fields.blocks import node
from graphql_api.execution.compiler.row_fetches import ID


@writes("Connection.nodes")
def nodes(at: Place) -> str:
    """The page's items."""
    at.level.is_read = True
    return f"[{_item(at, 'i')} for i in x.rows]"


@writes("Connection.edges")
def edges(at: Place) -> str:
    """The page's items with their cursors."""
    at.level.is_read = True
    return f"[{at.object('i')} for i in x.rows]"


@writes("Edge.node")
def item(at: Place) -> str:
    """An edge is made of its row."""
    return _item(at, "x")


@writes("Edge.cursor")
def cursor(at: Place) -> str:
    """The item's place."""
    return f"cursor_of(x[{ID}], x[{at.level.column('updated_at')}])"


@writes("Connection.totalCount")
def total(at: Place) -> str:
    """A query of its own."""
    return "x.total"


@writes("Connection.pageInfo")
def page_info(at: Place) -> str:
    """Where the page lies."""
    at.level.is_read = True
    return at.object(f"page_info_of(x, {at.level.column('updated_at')})")


for _name in ("has_next_page", "has_previous_page", "start_cursor", "end_cursor"):
    writes(f"PageInfo.{to_camel_case(_name)}")(lambda at, name=_name: f"x.{name}")


def page_info_of(page: Slice, time: int) -> PageInfo:
    """Return where a page lies whose rows hold their time at a place."""
    rows = page.rows
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=cursor_of(rows[0][ID], rows[0][time]) if rows else None,
        end_cursor=cursor_of(rows[-1][ID], rows[-1][time]) if rows else None,
    )


def cursor_of(key: str, time: datetime) -> str:
    """Return an item's cursor."""
    return Position(time, UUID(key)).encode()


def _item(at: Place, row: str) -> str:
    return node(at, row, below=False) if at.is_abstract() else at.object(row)
