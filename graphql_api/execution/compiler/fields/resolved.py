"""Values that the schema's own resolvers return: objects, and nodes of content in them, whose rows are read by the
plan."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLObjectType, is_abstract_type
from strawberry.utils.str_converters import to_camel_case

from graphql_api.content.base import Content, node_type
from graphql_api.content.media import ImageRendition
from graphql_api.content.search.suggestions import PopularSearch, SearchSuggestion
from graphql_api.content.signing.signatures import VerifyingKey
from graphql_api.execution.compiler.compilation import FieldContext, field_writer
from graphql_api.sync.changes import ContentChange, ContentChanges
from graphql_api.sync.resync import ResyncRequired
from graphql_api.sync.snapshot import ContentSnapshot
from graphql_api.sync.tombstones import ContentTombstone
from publishing.kinds import Kind


def write_resolved(ctx: FieldContext, type_: Any, value: str) -> str:
    """Write the value that a resolver returned, by its type."""
    if isinstance(type_, GraphQLNonNull):
        return _write_present(ctx, type_.of_type, value)
    return f"({_write_present(ctx, type_, 'v')} if (v := {value}) is not None else None)"


def find_nodes(value: object) -> Iterator[Content]:
    """Yield the nodes of content in the value that a resolver returned, at any depth."""
    if isinstance(value, Content):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from find_nodes(one)
    elif type(value) in _OBJECTS:
        yield from find_nodes(list(vars(value).values()))


def _write_present(ctx: FieldContext, type_: Any, value: str) -> str:
    if isinstance(type_, GraphQLList):
        return f"[{write_resolved(ctx, type_.of_type, 'i')} for i in {value}]"
    if isinstance(type_, GraphQLEnumType):
        return ctx.enum(f"{value}.value")
    if is_abstract_type(type_):
        possible = [one.name for one in ctx.compilation.selections.schema.get_possible_types(type_)]
    elif isinstance(type_, GraphQLObjectType):
        possible = [type_.name]
    else:
        return value
    if kinds := [(kind.value, name) for kind in Kind if (name := node_type(kind).__name__) in possible]:
        ctx.fetch.needs_rows = True
        return f"d.write_node({ctx.dispatch_table(kinds, ctx.fetch)}, {ctx.fetch.root!r}, {value})"
    table = ctx.dispatch_table(zip(possible, possible, strict=True), ctx.fetch)
    return f"{table}[type({value}).__name__]({value}, d)"


def _write_attribute(ctx: FieldContext, name: str) -> str:
    return write_resolved(ctx, ctx.type, f"x.{name}")


_OBJECTS: tuple[Any, ...] = (
    ContentChange,
    ContentChanges,
    ContentSnapshot,
    ContentTombstone,
    ImageRendition,
    PopularSearch,
    ResyncRequired,
    SearchSuggestion,
    VerifyingKey,
)

for _object in _OBJECTS:
    for _field in _object.__strawberry_definition__.fields:
        field_writer(f"{_object.__name__}.{to_camel_case(_field.python_name)}")(
            partial(_write_attribute, name=_field.python_name)
        )
