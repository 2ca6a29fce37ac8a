"""The price of an operation: the costs in the schema, multiplied by the requested page sizes."""

from typing import Annotated

import pytest
import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, get_named_type, get_operation_ast, parse
from graphql.type import GraphQLField

from graphql_api.base.cost_directives import Cost, field_list_size
from graphql_api.execution.cost.price import Price, calculate_price
from graphql_api.execution.cost.syntax_limits import SyntaxMeasures
from graphql_api.schema.schema import schema


def price(query: str) -> Price:
    """Return an operation's price."""
    document = parse(query)
    operation = get_operation_ast(document)
    assert operation is not None
    return calculate_price(schema._schema, document, operation)


def requested(query: str, **variables: object) -> int:
    """Return the requested cost of an operation with some variables."""
    return price(query).requested(variables)


def test_a_field_costs_one_and_a_list_its_page_size_times_the_cost_of_an_item() -> None:
    # contents, nodes, and two fields of each item
    assert requested("{ contents(first: 10) { nodes { title url } } }") == 2 + 10 * 2
    # edges and nodes both have items; pageInfo and totalCount have none
    assert (
        requested("{ sections(first: 3) { edges { node { id } } pageInfo { endCursor } totalCount } }") == 2 + 3 * 2 + 3
    )


def test_a_page_size_in_a_variable_counts_as_sent() -> None:
    query = "query ($n: Int = 7) { contents(first: $n) { nodes { title } } }"
    assert requested(query, n=50) == 52
    assert requested(query) == 9
    assert requested(query, n=None) == 2
    assert requested(query, n=10**9) == requested(query, n=-(10**9)) == requested(query, n=1e400) == 102
    assert requested(query, n=5.0) == 7  # JSON has only one type of number


def test_nested_page_sizes_in_variables_multiply() -> None:
    query = """query ($n: Int!, $m: Int!) { contents(first: $n) { nodes { ...F } } }
      fragment F on Content { title similar(first: $m) { title summary } }"""
    assert requested(query, n=10, m=4) == 2 + 10 * (1 + 5000 + 4 * 2)


def test_lists_have_an_assumed_size() -> None:
    assert requested("{ homePage { body { id } topics { id } } }") == 3 + 20 * 1 + 5 * 1


def test_fields_with_a_weight_cost_their_weight() -> None:
    assert requested('{ search(query: "gates", first: 3) { totalCount edges { score } help { popular { id } } } }') == (
        2000 + 1 + 1 + 3 + 2000 + 1 + 5
    )


@strawberry.input
class Condition:
    equals: int | None = None
    any_of: list["Condition"] | None = strawberry.field(default=None, directives=[Cost(weight="100")])
    pattern: str | None = strawberry.field(default=None, directives=[Cost(weight="7")])


@strawberry.type
class Things:
    @strawberry.field
    def count(
        self,
        where: Condition | None = None,
        near: Annotated[str | None, strawberry.argument(directives=[Cost(weight="30")])] = None,
    ) -> int:
        return 0


@pytest.mark.parametrize(
    ("query", "variables", "cost"),
    [
        ("{ count }", {}, 1),
        ("{ count(where: {equals: 3}) }", {}, 1),
        ('{ count(where: {pattern: "a"}, near: "b") }', {}, 38),
        ("{ count(where: {pattern: null}, near: null) }", {}, 1),
        ('{ count(where: {anyOf: [{equals: 1}, {pattern: "a"}]}) }', {}, 208),
        ("query ($w: Condition) { count(where: $w) }", {"w": {"anyOf": [{"equals": 1}, {"anyOf": [{}]}]}}, 301),
        ("query ($w: Condition) { count(where: $w) }", {"w": None}, 1),
        ("query ($w: Condition = {anyOf: [{}, {}]}) { count(where: $w) }", {}, 201),
        ("query ($p: String) { count(where: {anyOf: {pattern: $p}}) }", {"p": "a"}, 108),
        ("query ($p: String) { count(where: {anyOf: {pattern: $p}}) }", {}, 101),
        ('{ a: count(near: "x") ...F } fragment F on Things { b: count(near: "y") }', {}, 62),
    ],
)
def test_arguments_and_conditions_may_have_a_price(query: str, variables: dict[str, object], cost: int) -> None:
    document = parse(query)
    operation = get_operation_ast(document)
    assert operation is not None
    price = calculate_price(strawberry.Schema(Things)._schema, document, operation)
    assert price.requested(variables) == cost
    assert price.arguments_cost(variables) == cost - query.count("count")


BLOCKS = "... on RichTextBlock { html paragraphs { style } } ... on TableBlock { rows } ... on HeadingBlock { text }"


def test_an_object_costs_what_its_most_expensive_type_costs() -> None:
    # an id, and html and three paragraphs: a block has only one type
    assert requested(f"{{ homePage {{ body {{ id {BLOCKS} }} }} }}") == 2 + 20 * (1 + 1 + 1 + 3)
    of_kinds = "... on Guidance { title } ... on Briefing { title summary } ... on Content { url }"
    assert requested(f"{{ contents(first: 10) {{ nodes {{ id {of_kinds} }} }} }}") == 2 + 10 * (1 + 2 + 1)
    assert requested(
        "query ($n: Int!) { contents(first: 2) { nodes { ... on Guidance { title } ... on Briefing {"
        " similar(first: $n) { id } } } } }",
        n=3,
    ) == 2 + 2 * (5_000 + 3)


def test_fragments_on_types_that_exclude_each_other_are_not_added_up_through_other_fragments() -> None:
    query = """{ contents(first: 10) { nodes { ...A ...B } } }
      fragment A on Content { ... on Guidance { title summary url } id }
      fragment B on Node { ... on Content { ... on Briefing { title } } ... on Guidance { code } }"""
    assert requested(query) == 2 + 10 * (1 + 4)


def test_each_id_counts() -> None:
    assert requested('{ nodes(ids: ["a", "b", "c"]) { id } }') == 1 + 3
    assert requested("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["a", "b"]) == 1 + 2


def test_introspection_has_a_fixed_price() -> None:
    introspection = price("{ __schema { types { name } } }")
    assert introspection.introspects
    assert introspection.requested({}) == 10_000
    assert not price("{ __typename revision }").introspects


def test_fragments_use_the_page_size_of_their_parent_field() -> None:
    query = """{ contents(first: 40) { ...Page } sections(first: 2) { nodes { id } } }
      fragment Page on ContentConnection { totalCount nodes { title } }"""
    assert requested(query) == 1 + 1 + 1 + 40 + 1 + 1 + 2


@pytest.mark.parametrize("depth", [10, 20, 30])
def test_fragments_that_double_are_visited_once_each(depth: int) -> None:
    fragments = " ".join(
        f"fragment F{n} on Content {{ related {{ ...F{n + 1} }} again: related {{ ...F{n + 1} }} }}"
        for n in range(depth)
    )
    query = f"{{ contents(first: 1) {{ nodes {{ ...F0 }} }} }} {fragments} fragment F{depth} on Content {{ id }}"
    selections = 2 + 1 + 4 * depth + 1
    assert price(query).visits == SyntaxMeasures(parse(query)).visits == selections
    assert requested(query) > 2**depth


@pytest.mark.parametrize("length", [25, 50, 100])
def test_chains_of_fragments_are_visited_once_each(length: int) -> None:
    links = " ".join(f"fragment F{n} on Query {{ revision ...F{n + 1} ...F{n + 1} }}" for n in range(length))
    query = f"{{ ...F0 ...F0 }} {links} fragment F{length} on Query {{ revision }}"
    assert price(query).visits == SyntaxMeasures(parse(query)).visits == 2 + 3 * length + 1


@pytest.mark.parametrize("aliases", [1_000, 10_000])
def test_ten_thousand_aliases_are_visited_once_each(aliases: int) -> None:
    query = "{ " + " ".join(f"a{n}: revision" for n in range(aliases)) + " }"
    assert price(query).visits == SyntaxMeasures(parse(query)).visits == aliases
    assert requested(query) == aliases


@pytest.mark.parametrize("depth", [10, 40])
def test_deep_nesting_is_visited_once_per_level(depth: int) -> None:
    query = "{ homePage { " + "related { " * depth + "id" + " }" * depth + " } }"
    assert price(query).visits == SyntaxMeasures(parse(query)).visits == depth + 2


def test_page_sizes_in_variables_are_evaluated_once_for_each_fragment() -> None:
    """Evaluating each use separately would take two to the power of sixty steps."""
    twice = "a: similar(first: $n) {{ ...F{0} }} b: similar(first: $n) {{ ...F{0} }}"
    fragments = " ".join(f"fragment F{n} on Content {{ {twice.format(n + 1)} }}" for n in range(60))
    query = f"query ($n: Int!) {{ homePage {{ ...F0 }} }} {fragments} fragment F60 on Content {{ id }}"
    assert requested(query, n=2) == 10**12


def _fields() -> list[tuple[str, GraphQLField]]:
    types = (one for one in schema._schema.type_map.values() if not one.name.startswith("__"))
    return [
        (f"{one.name}.{name}", field)
        for one in types
        if isinstance(one, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in one.fields.items()
    ]


def test_every_field_with_a_page_size_has_a_list_size_directive() -> None:
    missing = [name for name, field in _fields() if "first" in field.args and field_list_size(field) is None]
    assert missing == []


def test_list_size_directives_refer_to_existing_arguments_and_fields() -> None:
    for name, field in _fields():
        size = field_list_size(field)
        if size is None:
            continue
        assert set(size.slicing_arguments or ()) <= set(field.args), name
        result_type = get_named_type(field.type)
        types = result_type.types if isinstance(result_type, GraphQLUnionType) else [result_type]
        fields = {below for one in types for below in getattr(one, "fields", ())}
        assert set(size.sized_fields or ()) <= fields, name
