"""Every field of the schema has a writer, or is listed as uncompiled with the reason."""

from collections.abc import Iterator

from graphql import GraphQLObjectType

from graphql_api.execution.compiler.compilation import find_writer
from graphql_api.execution.compiler.roots import ROOTS
from graphql_api.execution.compiler.uncompiled import UNCOMPILED
from graphql_api.schema.schema import schema

SCHEMA = schema._schema


def _fields() -> Iterator[tuple[GraphQLObjectType, str]]:
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, GraphQLObjectType) and type_ is not SCHEMA.subscription_type:
            yield from ((type_, name) for name in type_.fields if not type_.name.startswith("__"))


def _is_compiled(type_: GraphQLObjectType, name: str) -> bool:
    return name in ROOTS if type_ is SCHEMA.query_type else find_writer(type_, name) is not None


def _find_reasons(type_: GraphQLObjectType, name: str) -> set[str]:
    owners = [type_.name, *(interface.name for interface in type_.interfaces)]
    return {*owners, *(f"{owner}.{name}" for owner in owners)} & UNCOMPILED.keys()


def test_every_field_has_a_writer_or_is_listed_as_uncompiled() -> None:
    wrong = [
        f"{type_.name}.{name}"
        for type_, name in _fields()
        if _is_compiled(type_, name) == bool(_find_reasons(type_, name))
    ]
    assert wrong == [], (
        "add a writer in graphql_api/execution/compiler/fields/, or list the field in uncompiled.py with the reason"
    )


def test_no_removed_field_is_listed_as_uncompiled() -> None:
    used = {reason for type_, name in _fields() for reason in _find_reasons(type_, name)}
    assert used == UNCOMPILED.keys()
