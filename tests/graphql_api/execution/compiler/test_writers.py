"""Every field of the schema is written by plans, or its reason not to be is on record."""

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


def _on_record(type_: GraphQLObjectType, name: str) -> set[str]:
    owners = [type_.name, *(interface.name for interface in type_.interfaces)]
    return {*owners, *(f"{owner}.{name}" for owner in owners)} & UNCOMPILED.keys()


def test_every_field_has_a_writer_or_a_reason_to_have_none() -> None:
    wrong = [
        f"{type_.name}.{name}"
        for type_, name in _fields()
        if _is_compiled(type_, name) == bool(_on_record(type_, name))
    ]
    assert wrong == [], (
        "write them in graphql_api/execution/compiler/fields/, or say in uncompiled.py why they are not written"
    )


def test_no_reason_is_left_for_a_field_that_is_gone() -> None:
    used = {reason for type_, name in _fields() for reason in _on_record(type_, name)}
    assert used == UNCOMPILED.keys()
