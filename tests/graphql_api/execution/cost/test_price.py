"""The price of an operation: what stands in the schema, times the page sizes that are asked for."""

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, get_named_type, get_operation_ast, parse
from graphql.type import GraphQLField

from graphql_api.base.cost_directives import field_list_size
from graphql_api.execution.cost.price import Price, calculate_price
from graphql_api.execution.cost.syntax_limits import SyntaxMeasures
from graphql_api.schema.schema import schema


def price(query: str) -> Price:
    """Return a document's price."""
    document = parse(query)
    operation = get_operation_ast(document)
    assert operation is not None
    return calculate_price(schema._schema, document, operation)


def requested(query: str, **variables: object) -> int:
    """Return what a document costs with some variables."""
    return price(query).requested(variables)


def test_a_field_costs_one_and_a_page_its_size_times_what_is_asked_of_an_item() -> None:
    # contents, nodes, and two fields of each item
    assert requested("{ contents(first: 10) { nodes { title url } } }") == 2 + 10 * 2
    # edges and nodes both have items; pageInfo and totalCount have none
    assert requested("{ topics(last: 3) { edges { node { id } } pageInfo { endCursor } totalCount } }") == 2 + 3 * 2 + 3


def test_a_page_size_in_a_variable_counts_as_what_is_sent() -> None:
    query = "query ($n: Int = 7) { contents(first: $n) { nodes { title } } }"
    assert requested(query, n=50) == 52
    assert requested(query) == 9
    assert requested(query, n=None) == 2
    assert requested(query, n=10**9) == requested(query, n=-(10**9)) == requested(query, n=1e400) == 102
    assert requested(query, n=5.0) == 7  # JSON has one kind of number


def test_variables_within_variables_multiply() -> None:
    query = """query ($n: Int!, $m: Int!) { contents(first: $n) { nodes { ...F } } }
      fragment F on Content { title similar(first: $m) { title summary } }"""
    assert requested(query, n=10, m=4) == 2 + 10 * (1 + 5000 + 4 * 2)


def test_lists_say_how_long_they_are_taken_to_be() -> None:
    assert requested("{ homePage { body { id } topics { id } } }") == 3 + 20 * 1 + 5 * 1


def test_fields_with_a_weight_cost_that() -> None:
    assert requested('{ search(query: "doors", first: 3) { totalCount hits { score } help { popular { id } } } }') == (
        2000 + 1 + 1 + 3 + 2000 + 1 + 5
    )


def test_ids_count_each() -> None:
    assert requested('{ nodes(ids: ["a", "b", "c"]) { id } }') == 1 + 3
    assert requested("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["a", "b"]) == 1 + 2


def test_the_schema_itself_has_a_price() -> None:
    asked = price("{ __schema { types { name } } }")
    assert asked.introspects
    assert asked.requested({}) == 10_000
    assert not price("{ __typename revision }").introspects


def test_fragments_know_the_page_size_of_the_field_around_them() -> None:
    query = """{ contents(first: 40) { ...Page } topics(first: 2) { nodes { id } } }
      fragment Page on ContentConnection { totalCount nodes { title } }"""
    assert requested(query) == 1 + 1 + 1 + 40 + 1 + 1 + 2


@pytest.mark.parametrize("levels", [10, 20, 30])
def test_fragments_that_double_are_looked_at_once_each(levels: int) -> None:
    fragments = " ".join(
        f"fragment F{n} on Content {{ related {{ ...F{n + 1} }} again: related {{ ...F{n + 1} }} }}"
        for n in range(levels)
    )
    query = f"{{ contents(first: 1) {{ nodes {{ ...F0 }} }} }} {fragments} fragment F{levels} on Content {{ id }}"
    selections = 2 + 1 + 4 * levels + 1
    assert price(query).visits == SyntaxMeasures(parse(query)).visits == selections
    assert requested(query) > 2**levels


@pytest.mark.parametrize("length", [25, 50, 100])
def test_chains_of_fragments_are_looked_at_once_each(length: int) -> None:
    links = " ".join(f"fragment F{n} on Query {{ revision ...F{n + 1} ...F{n + 1} }}" for n in range(length))
    query = f"{{ ...F0 ...F0 }} {links} fragment F{length} on Query {{ revision }}"
    assert price(query).visits == SyntaxMeasures(parse(query)).visits == 2 + 3 * length + 1


@pytest.mark.parametrize("aliases", [1_000, 10_000])
def test_ten_thousand_aliases_are_looked_at_once_each(aliases: int) -> None:
    query = "{ " + " ".join(f"a{n}: revision" for n in range(aliases)) + " }"
    assert price(query).visits == SyntaxMeasures(parse(query)).visits == aliases
    assert requested(query) == aliases


@pytest.mark.parametrize("levels", [10, 40])
def test_deep_nesting_is_looked_at_once_a_level(levels: int) -> None:
    query = "{ homePage { " + "related { " * levels + "id" + " }" * levels + " } }"
    assert price(query).visits == SyntaxMeasures(parse(query)).visits == levels + 2


def test_open_page_sizes_are_worked_out_once_however_often_a_fragment_stands() -> None:
    """Were each place worked out by itself, two to the power of sixty steps would not end."""
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


def test_every_field_with_a_page_size_says_what_it_sizes() -> None:
    silent = [name for name, field in _fields() if "first" in field.args and field_list_size(field) is None]
    assert silent == []


def test_what_fields_say_of_sizes_is_there() -> None:
    for name, field in _fields():
        size = field_list_size(field)
        if size is None:
            continue
        assert set(size.slicing_arguments or ()) <= set(field.args), name
        answer = get_named_type(field.type)
        types = answer.types if isinstance(answer, GraphQLUnionType) else [answer]
        fields = {below for one in types for below in getattr(one, "fields", ())}
        assert set(size.sized_fields or ()) <= fields, name
