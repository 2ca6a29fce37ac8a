"""The committed SDL is the schema's, and says what everything is."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLScalarType
from graphql.type import specified_scalar_types
from strawberry.printer import print_schema

from graphql_api.content.base import node_type
from graphql_api.schema.published import schema as published
from graphql_api.schema.schema import schema
from publishing.kinds import Kind

T = TypeVar("T")
COMMAND = "make schema"


def test_the_committed_sdl_is_that_of_the_schema(project_root: Path) -> None:
    committed = (project_root / "graphql_api" / "schema.graphql").read_text()
    assert committed == print_schema(published), f"The schema has changed. Refresh the SDL with: {COMMAND}"


def test_everything_has_a_description() -> None:
    silent = [name for name, description in _described() if not (description or "").strip()]
    assert silent == []


def test_every_scalar_of_our_own_says_by_what_it_is_specified() -> None:
    own = set(_types(GraphQLScalarType)) - set(specified_scalar_types.values())
    assert {scalar.name for scalar in own if not scalar.specified_by_url} == set()


@pytest.mark.parametrize("interface", ["ContentBlock", "Content"])
def test_fields_of_one_name_have_one_type_so_that_no_client_needs_an_alias(interface: str) -> None:
    types: dict[str, set[str]] = defaultdict(set)
    for implementation in schema._schema.get_possible_types(schema._schema.type_map[interface]):  # type: ignore[arg-type]
        for name, field in implementation.fields.items():
            types[name].add(str(field.type))
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}


def test_names_are_clear_beside_the_types_of_other_graphs() -> None:
    """A kind has its plain name, by which another graph extends it. Every other name says what it belongs to: a graph
    with a `Level` or an `Image` of its own must compose."""
    given_by_specifications = {"Query", "Mutation", "Subscription", "Node", "Date", "DateTime", "PageInfo"}
    kinds = {"Content", *(node_type(kind).__name__ for kind in Kind)}
    standard = {type_.name for type_ in specified_scalar_types.values()} | given_by_specifications
    names = {name for name in published._schema.type_map if not name.startswith("__")} - standard - kinds
    assert {name for name in names if len(re.findall("[A-Z][a-z]*", name)) < 2} == set()


def test_an_input_of_which_one_must_be_given_says_so_in_the_sdl() -> None:
    assert "input ContentBy @oneOf {" in print_schema(schema)


def _types(kind: type[T]) -> Iterator[T]:
    return (type_ for type_ in schema._schema.type_map.values() if isinstance(type_, kind))


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
