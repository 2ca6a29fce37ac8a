"""Invalid values for every input type: errors have our own message, a location and a code, and no Python text."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    get_named_type,
    is_input_type,
    is_leaf_type,
    is_required_argument,
)

from graphql_api.base.errors import Code
from graphql_api.operations.lookup import SCHEMA, clear_cache
from graphql_api.schema.schema import schema
from partners.models import RegisteredOperation, Scope
from tests.partners.making import a_key, a_partner, bearing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.slow]

PYTHON = (
    "Exceeds the limit",
    "set_int_max_str_digits",
    "invalid literal",
    "out of range",
    "isoformat",
    "badly formed",
    "Traceback",
    "encountered error",
    "Expected 3 digits",
    "must be in ",
    "codec can't",
    "could not convert",
    "object has no attribute",
    "not supported between",
    "Object of type",
    "NoneType",
    "ValueError",
    "OverflowError",
    "Unused components",
    "surrogates not",
)
LONG = "9" * 5000
TEXTS = (
    "99999-01-01",
    "2026-13-45",
    "2026-02-30T25:61:61Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-05-01",
    "NaN",
    "",
    "not-a-uuid",
    "{00000000-0000-0000-0000-00000000000g}",
    "A" * 3_000,
    "\u0665" * 8,
    LONG,
)
LITERALS = (
    *map(json.dumps, TEXTS),
    LONG,
    f"-{LONG}",
    "9" * 4_000,
    "9" * 30,
    "4294967296",
    "1e999",
    "-1e400",
    "1.5",
    "NOPE",
    "true",
    "null",
    "[]",
    f"[{LONG}]",
    "{a: 1}",
    f"{{a: {LONG}}}",
    '"\\uD800"',
    '"\\u0000"',
)
VALUES = (
    *map(json.dumps, TEXTS),
    LONG,
    f"-{LONG}",
    "9" * 4_000,
    "9" * 30,
    "4294967296",
    "1e400",
    "NaN",
    "-Infinity",
    "1.5",
    "true",
    "null",
    "[]",
    f"[{LONG}]",
    '{"a": 1}',
    f'{{"a": {LONG}}}',
    '"\\ud800"',
    '"\\u0000"',
)
INPUTS = {
    "RegisterOperationsInput": {"texts": '["{ revision }"]', "idempotencyKey": '"x"'},
    "RetireOperationInput": {"sha256": '"x"', "idempotencyKey": '"x"'},
    "RotateKeyInput": {"overlapDays": "0", "idempotencyKey": '"x"'},
    "PointInput": {"longitude": "0", "latitude": "0"},
}
"""Input objects with required fields; what mutations take has no effect."""
EXAMPLES = {
    "Int": "1",
    "ID": '"x"',
    "String": '"x"',
    "ContentBy": '{path: "/x/"}',
    "_Any": '{__typename: "Content"}',
} | {name: f"{{{', '.join(map(': '.join, fields.items()))}}}" for name, fields in INPUTS.items()}
PLACED = {Code.INVALID, Code.BAD_INPUT, Code.BAD_CURSOR, Code.PAGE_SIZE}


@dataclass(frozen=True)
class InputLocation:
    """Where a value may stand: an argument of a root field, or a field of the input object that it takes."""

    root: str
    argument: str
    field: str
    type: GraphQLInputType

    def __str__(self) -> str:
        return f"{self.root} {self.argument} {self.field}"

    def document(self, value: str, declared: str = "") -> str:
        """The operation with a value there."""
        root = ROOTS[self.root]
        given = {
            name: EXAMPLES[get_named_type(argument.type).name]
            for name, argument in root.args.items()
            if is_required_argument(argument)
        }
        given.setdefault("first", "1") if "first" in root.args else None
        inputs = INPUTS.get(get_named_type(root.args[self.argument].type).name, {}) | {self.field: value}
        given[self.argument] = f"{{{', '.join(map(': '.join, inputs.items()))}}}" if self.field else value
        arguments = ", ".join(f"{name}: {value}" for name, value in given.items())
        selected = "" if is_leaf_type(get_named_type(root.type)) else "{ __typename }"
        type_ = "mutation" if self.root in MUTATION.fields else "query"
        return f"{type_} Hostile{declared} {{ {self.root}({arguments}) {selected} }}"


QUERY, MUTATION = schema._schema.query_type, schema._schema.mutation_type
assert QUERY is not None
assert MUTATION is not None
ROOTS: dict[str, GraphQLField] = {**QUERY.fields, **MUTATION.fields}


@pytest.fixture
def client() -> Client:
    """A client that may send every mutation."""
    return Client(headers=bearing(a_key(scopes=Scope.values)[1]))


def input_locations() -> Iterator[InputLocation]:
    """Every argument of every root field, and every field of the input objects among them."""
    for name, root in ROOTS.items():
        for argument, definition in root.args.items():
            yield InputLocation(name, argument, "", definition.type)
            inner = get_named_type(definition.type)
            if isinstance(inner, GraphQLInputObjectType):
                for field, inside in inner.fields.items():
                    yield InputLocation(name, argument, field, inside.type)


PLACES = tuple(input_locations())


def of_type(name: str) -> list[InputLocation]:
    """Where values of a type may stand: not more input_locations than tell something new."""
    return [place for place in PLACES if get_named_type(place.type).name == name][:3]


TYPES = sorted({get_named_type(place.type).name for place in PLACES})


def check(answer: Any, query: str) -> None:
    """Hold an answer's errors to the promise."""
    statuses = (405,) if query.startswith("mutation") and answer.wsgi_request.method == "GET" else (200,)
    assert answer.status_code in (*statuses, 400), (answer.status_code, query[:200])
    for error in answer.json().get("errors", ()):
        message, code = error["message"], Code(error["extensions"]["code"])
        assert code not in (Code.INTERNAL, Code.OVER_TIME), (query[:200], error)
        assert not any(text in message for text in PYTHON), (query[:200], message)
        assert len(message) < 600, (query[:200], message)
        if code in PLACED:
            assert error.get("locations"), (query[:200], error)


def posted(client: Client, document: str, variables: str) -> Any:
    """Send a document with variables that no encoder would write."""
    body = f'{{"query": {json.dumps(document)}, "variables": {variables}}}'
    return client.post("/graphql", body, content_type="application/json")


def test_every_input_type_of_the_schema_has_a_place() -> None:
    types = {
        name for name, kind in schema._schema.type_map.items() if is_input_type(kind) and not name.startswith("__")
    }
    answers_only = {"Float", "Date", "Boolean"} | {name for name in types if name not in TYPES and of_answers(name)}
    assert types - set(TYPES) <= answers_only


def of_answers(name: str) -> bool:
    """Whether a type is an enum used only in responses, or an input object used only by the subscription or below
    `partner`, with the operators of the others."""
    below = {"SyncFilter", "RegisteredOperationFilter", "RegisteredOperationOrder"}
    return name in below or not isinstance(schema._schema.type_map[name], GraphQLInputObjectType)


@pytest.mark.parametrize("name", TYPES)
def test_an_invalid_literal_gets_our_own_message(client: Client, name: str) -> None:
    for place in of_type(name):
        for literal in LITERALS:
            document = place.document(literal)
            check(posted(client, document, "{}"), document)
            if len(document) < 1_000:
                check(client.get("/graphql", {"query": document}), document)
            default = place.document("$value", f"($value: {place.type} = {literal})".replace("! =", " ="))
            check(posted(client, default, "{}"), default)


@pytest.mark.parametrize("name", TYPES)
def test_an_invalid_variable_gets_our_own_message(client: Client, name: str) -> None:
    partner = a_partner()
    for place in of_type(name):
        document = place.document("$value", f"($value: {place.type})")
        digest = sha256(document.encode()).hexdigest()
        fields = {"name": "Hostile", "text": document, "price": 1, "schema": SCHEMA}
        RegisteredOperation.objects.get_or_create(partner=partner, sha256=digest, defaults=fields)
        clear_cache()
        for value in VALUES:
            variables = f'{{"value": {value}}}'
            check(posted(client, document, variables), f"{document} {variables}")
            check(client.get(f"/graphql/op/{digest}", {"variables": variables}), f"{document} {variables}")
            check(client.get("/graphql", {"query": document, "variables": variables}), f"{document} {variables}")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (LONG, "Variable '$value' has invalid value: Int cannot represent non-integer value: a number with too many"),
        ("1.5", "Send a whole number from -2147483648 to 2147483647"),
    ],
)
def test_it_names_the_variable_and_what_to_send(client: Client, value: str, said: str) -> None:
    document = "query ($value: Int!) { contents(first: $value) { totalCount } }"
    answer = posted(client, document, f'{{"value": {value}}}')
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert said in error["message"]
    assert (error["extensions"]["code"], error["locations"]) == ("BAD_INPUT", [{"line": 1, "column": 8}])


def test_it_names_the_argument_and_its_type(client: Client) -> None:
    document = f"{{ contents(first: {LONG}) {{ totalCount }} }}"
    (error,) = posted(client, document, "{}").json()["errors"]
    assert error["message"].startswith("The argument 'first' is of type Int!, and cannot be a number of more than 20")
    assert (error["extensions"]["code"], error["locations"]) == ("INVALID", [{"line": 1, "column": 19}])
    (error,) = posted(
        client, '{ contents(first: 1, filter: {updatedAt: {gte: "99999-01-01"}}) { totalCount } }', "{}"
    ).json()["errors"]
    assert error["message"].startswith('DateTime cannot be "99999-01-01": send a value like "2026-05-01T09:30:00Z"')
