"""Plans: operations compiled for fixed values of some variables. A plan contains nothing of viewers or content."""

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
from graphql_api.base.enums import ImageFormat
from graphql_api.content.base import earliest, end_of_day
from graphql_api.content.context import RequestContext
from graphql_api.content.itineraries import stored_alert_applies
from graphql_api.content.kinds.travel_advice import find_headline
from graphql_api.content.media import build_renditions, find_rendition, join_srcset
from graphql_api.execution.compiler.compilation import Compilation, FieldContext
from graphql_api.execution.compiler.errors import NotCompiledError
from graphql_api.execution.compiler.fields.blocks import is_shown
from graphql_api.execution.compiler.fields.history import load_history
from graphql_api.execution.compiler.fields.lists import build_page_info, encode_cursor
from graphql_api.execution.compiler.fields.media import check_int32, read_image
from graphql_api.execution.compiler.fields.rich_text import parse_paragraphs
from graphql_api.execution.compiler.fields.stored import parse_date, parse_time
from graphql_api.execution.compiler.loading import LoadedRows
from graphql_api.execution.compiler.roots import ROOTS, RootCall, RootField
from graphql_api.execution.compiler.row_fetches import RowFetch
from graphql_api.execution.compiler.selections import Selections
from publishing.images.sizes import ImageCrop
from publishing.text.url_paths import public_url
from publishing.text.urls import valid_url_or_none

_FUNCTIONS: dict[str, Any] = {
    function.__name__: function
    for function in (
        ImageCrop,
        ImageFormat,
        absolute_url,
        build_page_info,
        build_renditions,
        check_int32,
        earliest,
        encode_cursor,
        end_of_day,
        find_headline,
        find_rendition,
        is_shown,
        join_srcset,
        load_history,
        parse_date,
        parse_paragraphs,
        parse_time,
        public_url,
        read_image,
        seal,
        stored_alert_applies,
        valid_url_or_none,
    )
}
"""The functions and enums that compiled Python may call."""


def _reject_awaitables(values: Sequence[Any]) -> NoReturn:
    raise TypeError("Resolvers are synchronous here.")


_SYNCHRONOUS = GraphQLResolveInfoHelpers(_reject_awaitables, _reject_awaitables)


@dataclass(frozen=True)
class RootPlan:
    """The plan of one root field."""

    root: RootField
    field: GraphQLField
    nodes: list[FieldNode]
    path: Path
    fetch: RowFetch
    write: Callable[[Any, LoadedRows], Any]


@dataclass(frozen=True)
class Plan:
    """The plan of an operation."""

    schema: GraphQLSchema
    query: GraphQLObjectType
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    roots: Mapping[str, RootPlan | str]
    """Root fields by response key; the type's name for `__typename`."""
    target_fetches: Sequence[RowFetch]
    size: int

    def run(self, context: RequestContext, variables: VariableValues) -> dict[str, Any]:
        """Return the data of the result, ready to be serialised."""
        results = {
            key: root.root.read(self._build_call(root, context, variables))
            for key, root in self.roots.items()
            if isinstance(root, RootPlan)
        }
        first = [
            (result.fetch or cast("RootPlan", self.roots[key]).fetch, [*result.rows, *result.node_rows.values()])
            for key, result in results.items()
        ]
        node_rows = {key: result.node_rows for key, result in results.items()}
        loaded = LoadedRows.load(context, first, self.target_fetches, node_rows)
        data = {
            key: root.write(results[key].value, loaded) if isinstance(root, RootPlan) else root
            for key, root in self.roots.items()
        }
        context.count_nodes(loaded.counts.nodes)
        context.meter.add(len(data) + loaded.counts.values)
        return data

    def _build_call(self, root: RootPlan, context: RequestContext, variables: VariableValues) -> RootCall:
        node = root.nodes[0]
        arguments = get_argument_values(root.field, node, variables)
        info = GraphQLResolveInfo(
            field_name=node.name.value,
            field_nodes=root.nodes,
            return_type=root.field.type,
            parent_type=self.query,
            path=root.path,
            schema=self.schema,
            fragments=self.fragments,
            root_value=None,
            operation=self.operation,
            variable_values=variables,
            context=context,
            is_awaitable=is_awaitable,
            abort_signal=None,
            async_helpers=_SYNCHRONOUS,
        )
        return RootCall(context, root.field, arguments, info, root.fetch)


def compile_plan(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: dict[str, FragmentDefinitionNode],
    fixed: VariableValues,
) -> Plan:
    """Compile a valid operation; NotCompiledError if something in it has no compiler."""
    query = schema.query_type
    assert query is not None, "the schema has queries"
    compilation = Compilation(Selections(schema, fragments, fixed))
    compiled: dict[str, tuple[RootField, GraphQLField, list[FieldNode], RowFetch, str] | None] = {}
    for key, nodes in compilation.selections.collect_fields(query, [operation.selection_set]).items():
        name = nodes[0].name.value
        if name == "__typename":
            compiled[key] = None
        elif name in ROOTS:
            ctx = FieldContext(compilation, RowFetch(0, key), nodes, query.fields[name])
            function = compilation.add_line(f"def NAME(x, d):\n    return {ROOTS[name].write(ctx)}")
            kept = nodes if ROOTS[name].inspects_selection else [replace(node, selection_set=None) for node in nodes]
            compiled[key] = ROOTS[name], query.fields[name], kept, ctx.fetch, function
        else:
            raise NotCompiledError(f"Query.{name}")
    names = {**_FUNCTIONS, **compilation.enums}
    exec(compile(compilation.source, "<plan>", "exec"), names)  # noqa: S102
    roots = {
        key: RootPlan(*one[:3], Path(None, key, query.name), one[3], names[one[4]]) if one else query.name
        for key, one in compiled.items()
    }
    if not any(isinstance(root, RootPlan) and root.root.inspects_selection for root in roots.values()):
        fragments = {}
    operation = replace(operation, selection_set=SelectionSetNode(selections=()))
    plan = Plan(schema, query, operation, fragments, roots, compilation.target_fetches, len(compilation.source))
    # Functions and their globals refer to each other: without this only the garbage collector would free a plan.
    finalize(plan, names.clear).atexit = False
    return plan
