"""Search by API: the search package's answer, with content that can be read on."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from publishing.audiences import Audience, Marking
from publishing.documents import Term
from publishing.kinds import Kind, Relation
from publishing.terms import TermName
from publishing.worker import Worker
from search.analytics.recording import recorder
from search.contract import Facet
from search.models import SearchCount
from tests.graphql_api.asking import Json, ask, refused
from tests.graphql_api.corpus import a_client_of, an_item, refer

SEARCH = """query ($text: String!, $filter: SearchFilter, $first: Int = 10, $after: String, $sort: Sort! = RELEVANCE) {
  search(query: $text, filter: $filter, first: $first, after: $after, sort: $sort) {
    totalCount correction engine degraded indexAge
    hits { cursor score titleHtml snippetHtml content { title kind topics { title } } }
    facets { facet values { value label count selected } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


def found(client: Client, text: str, **variables: Any) -> Json:
    """Return the answer to a search."""
    answer: Json = ask(client, SEARCH, text=text, **variables)["search"]
    return answer


def titles(answer: Json) -> list[str]:
    """Return the titles of the hits."""
    return [hit["content"]["title"] for hit in answer["hits"]]


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _indexed(settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    topic = an_item(Kind.TOPIC, title="Vigilance", summary="", terms=(Term(name=TermName.SLUG, value="vigilance"),))
    an_item(title="Lock the gates", summary="At night.", references=refer(Relation.TOPIC, topic))
    an_item(Kind.BRIEFING, title="Gates at Christmas", summary="Who comes in.")
    an_item(title="Gates of the members", audience=Audience.REGISTERED, marking=Marking.GREEN)
    Worker("graphql").run_round()


def test_content_is_found_by_its_words(client: Client) -> None:
    answer = found(client, "gates")
    assert set(titles(answer)) == {"Lock the gates", "Gates at Christmas"}
    assert (answer["totalCount"], answer["degraded"]) == (2, False)
    assert "<mark>" in answer["hits"][0]["titleHtml"]


def test_hits_can_be_limited_and_counted(client: Client) -> None:
    assert titles(found(client, "gates", filter={"kinds": ["BRIEFING"]})) == ["Gates at Christmas"]
    assert titles(found(client, "gates", filter={"topics": ["vigilance"]})) == ["Lock the gates"]
    assert titles(found(client, "gates", filter={"topics": ["never"]})) == []
    answer = found(client, "gates", filter={"kinds": ["BRIEFING"]})
    kinds = next(one["values"] for one in answer["facets"] if one["facet"] == "KIND")
    assert {(one["value"], one["count"], one["selected"]) for one in kinds} == {
        ("BRIEFING", 1, True),
        ("GUIDANCE", 1, False),
    }


def test_pages_of_hits_follow_each_other(client: Client) -> None:
    page = found(client, "gates", first=1)
    following = found(client, "gates", first=1, after=page["pageInfo"]["endCursor"])
    assert (page["pageInfo"]["hasNextPage"], following["pageInfo"]["hasNextPage"]) == (True, False)
    assert {*titles(page), *titles(following)} == {"Lock the gates", "Gates at Christmas"}


def test_members_find_what_is_for_them() -> None:
    assert len(found(a_client_of(registered=True), "gates")["hits"]) == 3


def test_searches_without_rights_are_counted_for_the_api_at_no_cost(client: Client, settings: Settings) -> None:
    costs = []
    for days in (0, 90):
        settings.SEARCH_ANALYTICS_DAYS = days
        with CaptureQueriesContext(connection) as queries:
            found(client, "gates")
        costs.append(len(queries))
    found(a_client_of(registered=True), "gates")
    recorder.write()
    count = SearchCount.objects.get()
    assert (count.text, count.channel, count.searches, costs[0]) == ("gates", "api", 1, costs[1])


def test_a_search_that_cannot_be_answered_is_refused(client: Client) -> None:
    assert refused(client, SEARCH, text="gates", after="nonsense") == "BAD_CURSOR"
    assert refused(client, SEARCH, text="gates", first=101) == "PAGE_SIZE"
    assert refused(client, SEARCH, text="gates", first=None) == "PAGE_SIZE"
    assert refused(client, SEARCH, text="x" * 20_000) == "BAD_INPUT"
    assert (
        refused(client, SEARCH, text="gates", filter={"topics": [str(number) for number in range(30)]}) == "BAD_INPUT"
    )


def test_facets_are_counted_when_a_fragment_asks_for_them(client: Client) -> None:
    fragment = "fragment F on SearchResults { facets { facet } }"
    facets = ask(client, f'{{ search(query: "gates", first: 1) {{ ...F }} }} {fragment}')["search"]["facets"]
    assert {one["facet"] for one in facets} == {facet.name for facet in Facet}
