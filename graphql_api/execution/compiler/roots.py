"""Root fields: how their rows are read. The schema's own resolvers validate all arguments but names."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graphql import GraphQLField, GraphQLResolveInfo
from strawberry.utils.str_converters import to_camel_case

from graphql_api.content.context import RequestContext
from graphql_api.content.lists.connections import Connection
from graphql_api.content.lists.slices import Slice
from graphql_api.content.locales import RequestedLocale, request_locale, request_optional_locale
from graphql_api.content.past import past_time
from graphql_api.content.search.results import SearchConnection
from graphql_api.execution.compiler.advice_lookup import read_itinerary, read_point
from graphql_api.execution.compiler.compilation import FieldContext
from graphql_api.execution.compiler.content_lookup import find_home_row, find_row
from graphql_api.execution.compiler.errors import FallbackError
from graphql_api.execution.compiler.fields.blocks import write_node
from graphql_api.execution.compiler.fields.itineraries import write_itinerary, write_point
from graphql_api.execution.compiler.fields.lists import write_item
from graphql_api.execution.compiler.fields.resolved import find_nodes, write_resolved
from graphql_api.execution.compiler.keyset_slices import read_slice
from graphql_api.execution.compiler.past_rows import read_past_rows
from graphql_api.execution.compiler.row_fetches import EDITION, ID, RowFetch
from graphql_api.execution.compiler.statements import NOW, InKeys, Keys, Row
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS
from publishing.models.items import ContentItemQuerySet

_LISTS = [one.schema_list for one in KINDS.values() if one.schema_list]
CONNECTIONS = ("contents", *(to_camel_case(one.name) for one in _LISTS if one.is_connection))
PLAIN_LISTS = tuple(to_camel_case(one.name) for one in _LISTS if not one.is_connection)
RESOLVED = (
    "_entities",
    "changes",
    "node",
    "nodes",
    "popularSearches",
    "revision",
    "serverTime",
    "signingKeys",
    "snapshot",
    "suggestions",
    "threatLevel",
)
"""Fields whose values come from their resolvers: plans read only the rows of nodes in them."""


@dataclass(frozen=True)
class RootCall:
    """One call of a root field."""

    context: RequestContext
    field: GraphQLField
    arguments: Mapping[str, Any]
    info: GraphQLResolveInfo[RequestContext]
    fetch: RowFetch

    def resolve(self) -> Any:
        """Call the schema's own resolver."""
        assert self.field.resolve is not None, "root fields have resolvers"
        return self.field.resolve(None, self.info, **self.arguments)


@dataclass(frozen=True)
class RootResult:
    """The value that a root field's result is built from, and its rows."""

    value: Any
    rows: Sequence[Row] = ()
    node_rows: Mapping[str, Row] = field(default_factory=dict)
    """The rows of nodes that a resolver returned, by id."""
    fetch: RowFetch | None = None
    """How the rows were read, if not as the plan says."""


@dataclass(frozen=True)
class RootField:
    """How a root field is read and written."""

    write: Callable[[FieldContext], str]
    read: Callable[[RootCall], RootResult]
    inspects_selection: bool = False
    """Whether its resolver inspects the selection, which plans keep only in this case."""


def _read_list(call: RootCall) -> RootResult:
    connection: Connection[Any] = call.resolve()
    slice_ = connection.slice
    assert isinstance(slice_, Slice), "a root field lists all items"
    slice_.read = partial(read_slice, slice_.listing, call.fetch)
    return RootResult(slice_, slice_.rows if call.fetch.needs_rows else ())


def _read_content(call: RootCall) -> RootResult:
    at = past_time(call.arguments["asOf"])
    requested = request_optional_locale(call.info, call.arguments["locale"], call.arguments["fallback"])
    row = find_row(call.context, RowFetch(0) if at else call.fetch, call.arguments["by"], requested)
    if row is None:
        call.context.cache_tags.add_list()
    if row is None or at is None:
        return RootResult(row, [row] if row else ())
    fetch, rows = read_past_rows(call.context, call.fetch, [row[ID]], at)
    return RootResult(rows[0] if rows else None, rows, fetch=fetch)


def _read_advice(call: RootCall, read: Callable[..., tuple[Any, RowFetch, Sequence[Row]]]) -> RootResult:
    value, fetch, rows = read(call.info, call.fetch, call.arguments)
    return RootResult(value, rows, fetch=fetch)


def _read_home(call: RootCall) -> RootResult:
    call.context.cache_tags.add_list([Kind.HOME])
    row = find_home_row(call.context, call.fetch, _requested_locale(call))
    return RootResult(row, [row] if row else ())


def _read_plain_list(call: RootCall) -> RootResult:
    slice_: Slice = call.resolve()
    slice_.read = partial(read_slice, slice_.listing, call.fetch)
    return RootResult(slice_.rows, slice_.rows)


def _requested_locale(call: RootCall) -> RequestedLocale:
    return request_locale(call.info, call.arguments["locale"], call.arguments["fallback"])


def _read_search(call: RootCall) -> RootResult:
    results: SearchConnection = call.resolve()
    keys = [str(hit.item_id) for hit in results.result.hits]
    if not call.fetch.needs_rows:
        return RootResult((results, [()] * len(keys), None))
    answer = results.result.answer
    answering = [str(answer.item.pk)] if answer and answer.item else []
    found = _read_by_id(call, {*keys, *answering})
    if not found.keys() >= {*keys, *answering}:
        raise FallbackError("A hit is no longer visible.")
    rows = [found[key] for key in keys]
    return RootResult((results, rows, found[answering[0]] if answering else None), list(found.values()))


def _read_by_id(call: RootCall, keys: Collection[str]) -> dict[str, Row]:
    """Return the visible rows of some ids."""
    viewer = call.context.viewer

    def build() -> ContentItemQuerySet:
        return RequestContext(viewer, at=NOW).visible_items().filter(InKeys("id", Keys("keys")))

    return {row[ID]: row for row in call.fetch.read("ids", viewer, build, keys=keys)} if keys else {}


def _read_resolved(call: RootCall) -> RootResult:
    value = call.resolve()
    needs_rows = call.fetch.needs_rows
    nodes = list(find_nodes(value)) if needs_rows else []
    keys = {str(node.item.pk) for node in nodes}
    rows = _read_by_id(call, keys)
    if rows.keys() != keys:
        raise FallbackError("An item is no longer visible.")
    return RootResult(value, node_rows=rows)


def _write_content(ctx: FieldContext) -> str:
    ctx.fetch.column(EDITION)
    return f"({write_node(ctx, 'x', ctx.fetch)} if x else None)"


def _write_plain_list(ctx: FieldContext) -> str:
    return f"[{write_item(ctx, 'i')} for i in x]"


ROOTS: dict[str, RootField] = {
    "adviceFor": RootField(write_itinerary, lambda call: _read_advice(call, read_itinerary)),
    "travelAdviceAt": RootField(write_point, lambda call: _read_advice(call, read_point)),
    "content": RootField(_write_content, _read_content),
    "homePage": RootField(lambda ctx: f"({write_item(ctx, 'x')} if x else None)", _read_home),
    **dict.fromkeys(PLAIN_LISTS, RootField(_write_plain_list, _read_plain_list)),
    "search": RootField(lambda ctx: ctx.object("x"), _read_search, inspects_selection=True),
    **dict.fromkeys(RESOLVED, RootField(lambda ctx: write_resolved(ctx, ctx.type, "x"), _read_resolved)),
    **dict.fromkeys(CONNECTIONS, RootField(lambda ctx: ctx.object("x"), _read_list)),
}
"""The root fields that have a compiler."""
