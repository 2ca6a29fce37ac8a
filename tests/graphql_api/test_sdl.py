"""The committed SDL is the schema's, and says what everything is."""

from collections.abc import Iterator
from pathlib import Path

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType
from strawberry.printer import print_schema

from graphql_api.schema import schema

COMMAND = "make schema"


def test_the_committed_sdl_is_that_of_the_schema(project_root: Path) -> None:
    committed = (project_root / "graphql_api" / "schema.graphql").read_text()
    assert committed == print_schema(schema), f"The schema has changed. Refresh the SDL with: {COMMAND}"


def test_everything_has_a_description() -> None:
    silent = [name for name, description in _described() if not (description or "").strip()]
    assert silent == []


def _described() -> Iterator[tuple[str, str | None]]:
    for name, type_ in schema._schema.type_map.items():
        if name.startswith("__"):
            continue
        yield name, type_.description
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{value}", one.description) for value, one in type_.values.items())
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field, one in type_.fields.items():
                yield f"{name}.{field}", one.description
                for argument, given in getattr(one, "args", {}).items():
                    yield f"{name}.{field}({argument})", given.description
