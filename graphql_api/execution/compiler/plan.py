"""A plan: an operation compiled for one set of settled variables. It holds nothing of a viewer or of data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn, cast
from weakref import finalize

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_argument_values,
)
from graphql.execution.values import VariableValues
from graphql.pyutils import Path, is_awaitable
from graphql.type.definition import GraphQLResolveInfoHelpers

from graphql_api.base.addresses import absolute_url
from graphql_api.base.cursors import seal
from graphql_api.content.base import earliest, end_of_day
from graphql_api.content.context import RequestContext
from graphql_api.execution.compiler.compilation import Compilation, Place, UnknownError
from graphql_api.execution.compiler.fields.blocks import is_shown
from graphql_api.execution.compiler.fields.lists import cursor_of, page_info_of
from graphql_api.execution.compiler.fields.media import int32
from graphql_api.execution.compiler.fields.resolved import changes_of, earlier_of
from graphql_api.execution.compiler.fields.rich_text import paragraphs_of
from graphql_api.execution.compiler.fields.stored import date_of, moment
from graphql_api.execution.compiler.roots import ROOTS, Call, Reading, Root
from graphql_api.execution.compiler.row_fetches import Level, Loaded, load
from graphql_api.execution.compiler.selections import Selections
from publishing.text.url_paths import public_url
from publishing.text.urls import valid_url_or_none

_NAMES: dict[str, Any] = {
    "absolute_url": absolute_url,
    "public_url": public_url,
    "changes_of": changes_of,
    "cursor_of": cursor_of,
    "earlier_of": earlier_of,
    "date_of": date_of,
    "earliest": earliest,
    "end_of_day": end_of_day,
    "int32": int32,
    "valid_url_or_none": valid_url_or_none,
    "moment": moment,
    "page_info_of": page_info_of,
    "is_shown": is_shown,
    "paragraphs_of": paragraphs_of,
    "seal": seal,
}
"""What the compiled Python may call."""


def _never(values: Sequence[Any]) -> NoReturn:
    raise TypeError("Resolvers are synchronous here.")


_NOTHING_LATER = GraphQLResolveInfoHelpers(_never, _never)


@dataclass(frozen=True)
class Part:
    """One root field of a plan."""

    root: Root
    field: GraphQLField
    nodes: list[FieldNode]
    path: Path
    level: Level
    write: Callable[[Any, Loaded], Any]


@dataclass(frozen=True)
class Plan:
    """How an operation is answered."""

    schema: GraphQLSchema
    query: GraphQLObjectType
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    parts: Mapping[str, Part | str]
    """Root fields by their key; the type's name for `__typename`."""
    below: Sequence[Level]
    size: int

    def run(self, context: RequestContext, variables: VariableValues) -> dict[str, Any]:
        """Return the answer's data, ready to be written as JSON."""
        readings = {
            key: part.root.read(self._call(part, context, variables))
            for key, part in self.parts.items()
            if isinstance(part, Part)
        }
        loaded = self._loaded(context, readings)
        data = {
            key: part.write(readings[key].value, loaded[readings[key].locale]) if isinstance(part, Part) else part
            for key, part in self.parts.items()
        }
        context.count_nodes(sum(one.nodes for one in loaded.values()))
        context.meter.add(len(data) + sum(one.values for one in loaded.values()))
        return data

    def _loaded(self, context: RequestContext, readings: Mapping[str, Reading]) -> dict[str, Loaded]:
        """Return all that was read, by language."""
        loaded: dict[str, Loaded] = {}
        told = {key: reading.told for key, reading in readings.items()}
        for key, reading in readings.items():
            level = cast("Part", self.parts[key]).level
            for locale, rows in reading.by_locale().items():
                one = loaded.setdefault(locale, Loaded(context, locale, self.below, peers=loaded, told=told))
                one.first.append((level, rows))
        for one in loaded.values():
            load(one)
        return loaded

    def _call(self, part: Part, context: RequestContext, variables: VariableValues) -> Call:
        node = part.nodes[0]
        arguments = get_argument_values(part.field, node, variables)
        info = GraphQLResolveInfo(
            field_name=node.name.value,
            field_nodes=part.nodes,
            return_type=part.field.type,
            parent_type=self.query,
            path=part.path,
            schema=self.schema,
            fragments=self.fragments,
            root_value=None,
            operation=self.operation,
            variable_values=variables,
            context=context,
            is_awaitable=is_awaitable,
            abort_signal=None,
            async_helpers=_NOTHING_LATER,
        )
        return Call(context, part.field, arguments, info, part.level)


def compiled(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: dict[str, FragmentDefinitionNode],
    variables: VariableValues,
) -> Plan:
    """Return the plan of a valid operation; UnknownError when something in it has no compiler."""
    query = schema.query_type
    assert query is not None, "the schema has queries"
    making = Compilation(Selections(schema, fragments, variables))
    made: dict[str, tuple[Root, GraphQLField, list[FieldNode], Level, str] | None] = {}
    for key, nodes in making.selections.fields_of(query, [operation.selection_set]).items():
        name = nodes[0].name.value
        if name == "__typename":
            made[key] = None
        elif name in ROOTS:
            place = Place(making, Level(0, key), nodes, query.fields[name])
            function = making.line(f"def NAME(x, d):\n    return {ROOTS[name].write(place)}")
            kept = nodes if ROOTS[name].looks_below else [replace(node, selection_set=None) for node in nodes]
            made[key] = ROOTS[name], query.fields[name], kept, place.level, function
        else:
            raise UnknownError(f"Query.{name}")
    names = {**_NAMES, **making.enums}
    exec(compile(making.source, "<plan>", "exec"), names)  # noqa: S102
    parts = {
        key: Part(*one[:3], Path(None, key, query.name), one[3], names[one[4]]) if one else query.name
        for key, one in made.items()
    }
    if not any(isinstance(part, Part) and part.root.looks_below for part in parts.values()):
        fragments = {}
    operation = replace(operation, selection_set=SelectionSetNode(selections=()))
    plan = Plan(schema, query, operation, fragments, parts, making.below, len(making.source))
    # Functions and their globals hold each other: without this a forgotten plan would go only with the garbage.
    finalize(plan, names.clear).atexit = False
    return plan
