"""Root fields: how what they list is read. Their arguments are judged by the schema's own resolvers wherever there is
more to them than a name."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graphql import GraphQLField, GraphQLResolveInfo
from strawberry.utils.str_converters import to_camel_case

from graphql_api.base.limits import MAX_PAGE
from graphql_api.content.context import RequestContext
from graphql_api.content.lists.connections import Connection, validate_locale
from graphql_api.content.lists.keyset import KeysetList
from graphql_api.content.search.results import SearchResults
from graphql_api.execution.compiler.compilation import Place
from graphql_api.execution.compiler.content_lookup import find
from graphql_api.execution.compiler.fields.blocks import node
from graphql_api.execution.compiler.fields.resolved import nodes_in, told
from graphql_api.execution.compiler.keyset_slices import rows_of
from graphql_api.execution.compiler.row_fetches import ID, LOCALE, Level, UnansweredError
from graphql_api.execution.compiler.statements import NOW, Keys, OneOf, Row
from publishing.kinds import Kind
from publishing.kinds.registry import KINDS
from publishing.models.items import ContentItemQuerySet

LISTS = ("contents", *(to_camel_case(one.schema_list.name) for one in KINDS.values() if one.schema_list))
TOLD = ("_entities", "changes", "node", "nodes", "revision", "serverTime", "signingKeys", "snapshot", "threatLevel")
"""What resolvers answer: plans read only the rows of the nodes in it."""


@dataclass(frozen=True)
class Call:
    """One asking of a root field."""

    context: RequestContext
    field: GraphQLField
    arguments: Mapping[str, Any]
    info: GraphQLResolveInfo[RequestContext]
    level: Level

    def resolve(self) -> Any:
        """Return what the schema's own resolver answers."""
        assert self.field.resolve is not None, "root fields have resolvers"
        return self.field.resolve(None, self.info, **self.arguments)


@dataclass(frozen=True)
class Reading:
    """What a root field's answer is made of, the rows in it, and the language of what they link to."""

    value: Any
    rows: Sequence[Row] = ()
    locale: str = ""
    told: Mapping[tuple[str, str], Row] = field(default_factory=dict)
    """The rows of nodes that a resolver made, by id and language."""

    def by_locale(self) -> dict[str, Sequence[Row]]:
        """Return all rows by the language of what they link to."""
        found: dict[str, Sequence[Row]] = {self.locale: self.rows}
        for _, locale in self.told:
            found[locale] = [row for (_, one), row in self.told.items() if one == locale]
        return found


@dataclass(frozen=True)
class Root:
    """How a root field is written, and read."""

    write: Callable[[Place], str]
    read: Callable[[Call], Reading]
    looks_below: bool = False
    """Whether its resolver looks at what is selected of its answer: else a plan does not keep that."""


def _list(call: Call) -> Reading:
    connection: Connection[Any] = call.resolve()
    slice_ = connection.slice
    slice_.read = partial(rows_of, slice_.listing, call.level)
    return Reading(slice_, slice_.rows if call.level.is_read else (), slice_.listing.locale)


def _content(call: Call) -> Reading:
    locale = validate_locale(call.arguments["locale"])
    row = find(call.context, call.level, call.arguments["by"], locale)
    if row is None:
        call.context.cache_tags.add_list()
    # As in ContentQuery.content: an id or a path says the language.
    says = row is not None and not {"id", "path"}.isdisjoint(call.arguments["by"])
    return Reading(row, [row] if row else (), row[LOCALE] if row and says else locale)


def _home(call: Call) -> Reading:
    locale = validate_locale(call.arguments["locale"])
    rows = rows_of(KeysetList(call.context, locale, Kind.HOME), call.level, 1, newest_first=True)
    return Reading(rows[0] if rows else None, rows, locale)


def _work_streams(call: Call) -> Reading:
    locale = validate_locale(call.arguments["locale"])
    rows = rows_of(KeysetList(call.context, locale, Kind.WORK_STREAM), call.level, MAX_PAGE, newest_first=True)
    code = call.level.column("code")
    rows.sort(key=lambda row: row[code])
    return Reading(rows, rows, locale)


def _search(call: Call) -> Reading:
    results: SearchResults = call.resolve()
    keys = [str(hit.item_id) for hit in results.result.hits]
    rows: Sequence[Row] = [()] * len(keys)
    if call.level.is_read and keys:
        found = _by_id(call, keys)
        if len(found) < len(keys):
            raise UnansweredError("A hit went out of sight.")
        rows = [found[key] for key in keys]
    return Reading((results, rows), rows if call.level.is_read else (), results.batch.locale)


def _by_id(call: Call, keys: Collection[str]) -> dict[str, Row]:
    """Return the visible rows of some ids."""
    viewer = call.context.viewer

    def made() -> ContentItemQuerySet:
        return RequestContext(viewer, at=NOW).visible_items().filter(OneOf("id", Keys("keys")))

    return {row[ID]: row for row in call.level.rows("ids", viewer, made, keys=keys)} if keys else {}


def _told(call: Call) -> Reading:
    value = call.resolve()
    nodes = {(str(node.item.pk), node.batch.locale) for node in nodes_in(value)} if call.level.is_read else set()
    rows = _by_id(call, {key for key, _ in nodes})
    if not rows.keys() >= {key for key, _ in nodes}:
        raise UnansweredError("A document went out of sight.")
    # A row of its own for each: what stands in it is replaced with what it says.
    return Reading(value, told={node: list(rows[node[0]]) for node in nodes})


def _each(at: Place) -> str:
    at.level.column("code")
    return f"[{at.object('i')} for i in x]"


ROOTS: dict[str, Root] = {
    "content": Root(lambda at: f"({node(at, 'x', below=False)} if x else None)", _content),
    "homePage": Root(lambda at: f"({at.object('x')} if x else None)", _home),
    "workStreams": Root(_each, _work_streams),
    "search": Root(lambda at: at.object("x"), _search, looks_below=True),
    **dict.fromkeys(TOLD, Root(lambda at: told(at, at.type, "x"), _told)),
    **dict.fromkeys(LISTS, Root(lambda at: at.object("x"), _list)),
}
"""The root fields that have a compiler."""
