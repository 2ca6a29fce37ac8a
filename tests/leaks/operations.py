"""Every path through the GraphQL schema as operations, written from the schema: roots, edges, and edges of those."""

from collections.abc import Iterator
from contextlib import ExitStack
from unittest.mock import patch

from django.test import Client
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_required_argument,
)

from graphql_api.schema.schema import schema
from tests.leaks.canaries import FIRST

SCHEMA: GraphQLSchema = schema._schema
LENGTH = 1_200
LIMIT = 2_000_000
"""All fields of all work-streams are more than one operation may ask for."""
Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


def graphql(client: Client, query: str, **variables: str) -> str:
    """Ask and return the answer's text; a refusal of what names a kind beyond a key is an answer, too."""
    payload = {"query": query, "variables": variables}
    with ExitStack() as patches:
        for module in ("run", "cost.budgets", "cost.operation_cost"):
            patches.enter_context(patch(f"graphql_api.execution.{module}.MAX_COST", LIMIT))
        answer = client.post("/graphql", payload, content_type="application/json")
    if b'"TOO_LARGE"' in answer.content and f"first: {FIRST}" in query:
        return graphql(client, query.replace(f"first: {FIRST}", "first: 1"), **variables)  # deep ones, of fewer
    assert answer.status_code == 200 or b'"OUT_OF_SCOPE"' in answer.content, (query, answer.content)
    return answer.content.decode()


def operations(arguments: dict[str, str]) -> Iterator[str]:
    """Yield operations that together ask for every field of every type, below every root and every edge of it.

    `arguments` gives the text of those arguments that are required, or that should be given.
    """
    assert SCHEMA.query_type is not None
    now = {name: text for name, text in arguments.items() if name != "asOf"}
    for name, root in SCHEMA.query_type.fields.items():
        target = get_named_type(root.type)
        for given in (now, arguments) if "asOf" in root.args else (arguments,):
            call = f"{name}{_arguments(root, given)}"
            if not isinstance(target, Composite):
                yield f"{{ {call} }}"
                continue
            for group in _groups(_selections(target, given, inside=False)):
                yield f"{{ {call} {{ {group} }} }}"


def _groups(selections: Iterator[str]) -> Iterator[str]:
    """Join selections into operations that stay below the API's limit of tokens."""
    group = ""
    for selection in selections:
        if group and len(group) + len(selection) > LENGTH:
            yield group
            group = ""
        group += f" {selection}"
    yield group


def _selections(target: Composite, arguments: dict[str, str], *, inside: bool) -> Iterator[str]:
    """Yield a selection of each type's plain fields, and one for each edge; `inside` content, edges to other content
    end with its plain fields."""
    for one in _concrete(target):
        plain = _plain(one, arguments)
        if plain:
            yield f"... on {one.name} {{ {plain} }}"
        within = inside or one.name in _CONTENT
        for name, field in one.fields.items():
            inner = get_named_type(field.type)
            if not isinstance(inner, Composite):
                continue
            call = f"{one.name}_{name}: {name}{_arguments(field, arguments)}"
            for group in _groups(_edge(inner, arguments, inside=within)):
                yield f"... on {one.name} {{ {call} {{ __typename {group} }} }}"


def _edge(target: Composite, arguments: dict[str, str], *, inside: bool) -> Iterator[str]:
    if inside and not isinstance(target, GraphQLUnionType) and _concrete(target)[0].name in _CONTENT:
        yield _plain(target, arguments)
    else:
        yield from _selections(target, arguments, inside=inside)


def _concrete(target: Composite) -> list[GraphQLObjectType]:
    return [target] if isinstance(target, GraphQLObjectType) else list(SCHEMA.get_possible_types(target))


def _plain(target: GraphQLObjectType | GraphQLInterfaceType, arguments: dict[str, str]) -> str:
    fields = (
        f"{target.name}_{name}: {name}{_arguments(field, arguments)}"
        for name, field in target.fields.items()
        if not isinstance(get_named_type(field.type), Composite)
    )
    return " ".join(fields)


def _arguments(field: GraphQLField, arguments: dict[str, str]) -> str:
    given = []
    for name, argument in field.args.items():
        if name in arguments:
            given.append(f"{name}: {arguments[name]}")
        elif is_required_argument(argument):
            raise AssertionError(f"say in the test what to ask for as {name}")
    return f"({', '.join(given)})" if given else ""


assert isinstance(SCHEMA.type_map["Content"], GraphQLInterfaceType)
_CONTENT = {one.name for one in SCHEMA.get_possible_types(SCHEMA.type_map["Content"])}
