"""Operations that exceed a limit are rejected at once, in time linear in their length."""

import pytest
from django.test import Client
from graphql import get_introspection_query

from publishing.kinds import Relation
from tests.graphql_api.api_client import ask, refused
from tests.graphql_api.factories import an_item, refer

pytestmark = pytest.mark.one_database

MANY = "related { related { related { id } } }"


def nested(depth: int) -> str:
    """Return a query that follows related content to some depth."""
    return "{ contents(first: 1) { nodes { " + "related { " * depth + "id" + " }" * depth + " } } }"


@pytest.mark.django_db
def test_operations_may_nest_to_a_limited_depth(client: Client) -> None:
    assert "contents" in ask(client, nested(3))
    assert refused(client, nested(14)) == "TOO_DEEP"


@pytest.mark.parametrize(
    "query",
    [
        "{ contents(first: 100) { nodes { related { related { related { related { related { id } } } } } } } }",
        "query ($n: Int!) { contents(first: $n) { nodes { mentions { mentions { mentions { mentions { mentions { id "
        "} } } } } } } }",
        "{ " + " ".join(f"a{n}: guidance(first: 100) {{ nodes {{ {MANY} }} }}" for n in range(40)) + " }",
        "{ contents(first: 100) { nodes { similar(first: 20) { similar(first: 20) { id } } } } }",
    ],
)
def test_operations_that_cost_too_much_are_rejected_without_sql(client: Client, query: str) -> None:
    assert refused(client, query, n=100) == "TOO_LARGE"  # the test has no database: any SQL would raise


@pytest.mark.django_db
def test_the_same_operation_with_a_small_page_size_runs(client: Client) -> None:
    query = (
        "query ($n: Int!) { contents(first: $n) { nodes { mentions { mentions { mentions { mentions { id } } } } } } }"
    )
    assert ask(client, query, n=2) == {"contents": {"nodes": []}}


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("{ " + " ".join(f"a{n}: serverTime" for n in range(101)) + " }", id="aliases"),
        pytest.param("{ revision " + "@include(if: true) " * 51 + "}", id="directives"),
        pytest.param("query " + "@a " * 51 + "{ revision }", id="directives of an operation"),
        pytest.param("{ " + "revision " * 51 + "}", id="root fields"),
        pytest.param("{ " + "...F " * 6 + "} fragment F on Query { " + "revision " * 9 + "}", id="through fragments"),
        pytest.param("{ homePage { " + "title " * 31 + "} }", id="one field"),
        pytest.param("{ homePage { " + "t: title " * 31 + "} }", id="one response key"),
        pytest.param("{ homePage { " + "...F " * 31 + "} } fragment F on Content { title }", id="one fragment"),
        pytest.param("{ homePage { " + "related { id } " * 11 + "} }", id="one field with a selection"),
        pytest.param("{ homePage { " + " ".join(f"f{n}" for n in range(201)) + "} }", id="fields"),
    ],
)
def test_operations_that_are_too_complex_are_rejected_before_validation(client: Client, query: str) -> None:
    assert refused(client, query) == "TOO_COMPLEX"


def test_long_chains_of_fragments_are_rejected(client: Client) -> None:
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(200))
    assert refused(client, f"{{ ...F0 }} {chain} fragment F200 on Query {{ revision }}") in ("TOO_DEEP", "INVALID")


def test_fragments_that_double_are_measured_once_each(client: Client) -> None:
    """strawberry's own limiters visit a fragment again for each spread: these 30 would take them for ever."""
    twice = "related {{ ...F{0} }} again: related {{ ...F{0} }}"
    fragments = " ".join(f"fragment F{n} on Content {{ {twice.format(n + 1)} }}" for n in range(30))
    query = f"{{ contents(first: 1) {{ nodes {{ ...F0 }} }} }} {fragments} fragment F30 on Content {{ id }}"
    assert refused(client, query) in ("TOO_LARGE", "TOO_DEEP")


def test_fragments_that_contain_themselves_are_rejected(client: Client) -> None:
    query = "{ contents(first: 1) { nodes { ...A } } } fragment A on Content { related { ...B } } "
    assert refused(client, query + "fragment B on Content { related { ...A } }") == "INVALID"


def test_the_number_of_tokens_is_limited(client: Client) -> None:
    assert refused(client, "{ " + " ".join(f"a{n % 7}: revision" for n in range(670)) + " }") == "SYNTAX"


@pytest.mark.parametrize("first", ["9" * 30, "-1", "0"])
def test_invalid_page_sizes_are_priced_too(client: Client, first: str) -> None:
    query = f"{{ contents(first: {first}) {{ nodes {{ id }} }} }}"
    assert refused(client, query) in ("INVALID", "PAGE_SIZE")


def test_tools_may_use_introspection(client: Client) -> None:
    assert ask(client, get_introspection_query())["__schema"]["queryType"]["name"] == "Query"


@pytest.mark.django_db
def test_a_result_with_too_many_nodes_is_stopped(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphql_api.content.context.MAX_NODES", 20)
    targets = [an_item() for _ in range(5)]
    for _ in range(5):
        an_item(references=refer(Relation.RELATED, *targets))
    assert refused(client, "{ contents(first: 10) { nodes { related { id } } } }") == "TOO_LARGE"
