"""Similar content by API."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from publishing.access.audiences import Audience, Marking
from publishing.consumers.worker import Worker
from tests.graphql_api.api_client import ask, refused
from tests.graphql_api.factories import a_client_of, an_item

pytestmark = pytest.mark.django_db

ONE = """query ($first: Int!) {
  content(by: {path: "/gates/"}) { similar(first: $first) { title kind topics { title } } }
}"""


@pytest.fixture(autouse=True)
def _indexed(settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    an_item(title="Lock the gates", summary="Gates are locked at dusk.", path="/gates/")
    an_item(title="Gates at dusk", summary="Who locks them.")
    an_item(
        title="Gates of the members", summary="Locked at dusk.", audience=Audience.REGISTERED, marking=Marking.GREEN
    )
    an_item(title="Gates of a few", summary="Locked at dusk.", audience=Audience.NAMED, marking=Marking.RED)
    for number in range(3):
        an_item(title=f"Ferry {number}", summary="Boats leave on the hour.")
    Worker("graphql").run_round()


def titles(client: Client, first: int = 5) -> list[str]:
    """The titles of what is like the gates."""
    return [one["title"] for one in ask(client, ONE, first=first)["content"]["similar"]]


def test_a_document_leads_to_others_like_it(client: Client) -> None:
    assert titles(client)[0] == "Gates at dusk"
    assert titles(client, first=1) == ["Gates at dusk"]


def test_hidden_content_is_not_listed(client: Client) -> None:
    assert not {"Gates of the members", "Gates of a few"} & set(titles(client, first=20))
    members = set(titles(a_client_of(registered=True), first=20))
    assert "Gates of the members" in members
    assert "Gates of a few" not in members


def test_at_most_twenty_can_be_requested(client: Client) -> None:
    assert refused(client, ONE, first=0) == "BAD_INPUT"
    assert refused(client, ONE, first=21) == "BAD_INPUT"


def test_a_list_may_ask_for_it_but_not_a_long_one(client: Client) -> None:
    query = "{ guidance(first: %d) { nodes { title similar(first: 1) { title } } } }"
    nodes = ask(client, query % 20)["guidance"]["nodes"]
    assert {node["title"]: node["similar"] for node in nodes}["Lock the gates"] == [{"title": "Gates at dusk"}]
    assert refused(client, query % 50) == "TOO_LARGE"
    size_in_a_variable = "query ($n: Int!) { guidance(first: $n) { nodes { similar(first: 1) { id } } } }"
    assert ask(client, size_in_a_variable, n=1)["guidance"]["nodes"]
    assert refused(client, size_in_a_variable, n=50) == "TOO_LARGE"


def test_only_those_who_ask_for_it_pay(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        ask(client, '{ content(by: {path: "/gates/"}) { title } }')
    with django_assert_num_queries(8):  # and what search.retrieval.similar costs
        ask(client, '{ content(by: {path: "/gates/"}) { similar(first: 3) { title } } }')


def test_without_an_index_it_is_empty(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    assert titles(client) == []
