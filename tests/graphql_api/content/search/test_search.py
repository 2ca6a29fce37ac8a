"""Search by API: the search package's answer, with content that can be read on."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from publishing.access.audiences import Audience, Marking
from publishing.consumers.worker import Worker
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem
from search.analytics.recording import recorder
from search.base.requests import Facet
from search.models import BestBet, SearchCount
from tests.graphql_api.api_client import Json, ask, post, refused
from tests.graphql_api.factories import a_client_of, an_item, refer

SEARCH = """query ($text: String!, $filter: SearchFilter, $first: Int! = 10, $after: String,
  $orderBy: SearchOrder! = RELEVANCE) {
  search(query: $text, filter: $filter, first: $first, after: $after, orderBy: $orderBy) {
    totalCount correction engine degraded indexAge
    edges { cursor score isBestBet titleHtml snippetHtml node { title kind topics { title } } }
    nodes { title }
    facets { facet values { value label count selected } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""

HELPED = """query ($text: String!, $filter: SearchFilter, $after: String) {
  search(query: $text, filter: $filter, first: 10, after: $after) {
    engine degraded correction help { broader { text dropsFilters totalCount } popular { title } }
  }
}"""


def found(client: Client, text: str, **variables: Any) -> Json:
    """Return the answer to a search."""
    answer: Json = ask(client, SEARCH, text=text, **variables)["search"]
    return answer


def titles(answer: Json) -> list[str]:
    """Return the titles of the hits."""
    return [edge["node"]["title"] for edge in answer["edges"]]


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _indexed(settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    topic = an_item(Kind.TOPIC, title="Vigilance", summary="", slug="vigilance")
    an_item(title="Lock the gates", summary="At night.", references=refer(Relation.TOPIC, topic))
    an_item(Kind.BRIEFING, title="Gates at Christmas", summary="Who comes in.")
    an_item(title="Gates of the members", audience=Audience.REGISTERED, marking=Marking.GREEN)
    Worker("graphql").run_round()


def test_content_is_found_by_its_text(client: Client) -> None:
    answer = found(client, "gates")
    assert set(titles(answer)) == {"Lock the gates", "Gates at Christmas"}
    assert (answer["totalCount"], answer["degraded"]) == (2, False)
    assert "<mark>" in answer["edges"][0]["titleHtml"]


def test_hits_can_be_limited_and_counted(client: Client) -> None:
    assert titles(found(client, "gates", filter={"kind": {"inList": ["BRIEFING"]}})) == ["Gates at Christmas"]
    assert titles(found(client, "gates", filter={"topic": {"exact": "vigilance"}})) == ["Lock the gates"]
    assert titles(found(client, "gates", filter={"kind": {"inList": []}})) == []
    assert titles(found(client, "gates", filter={"kind": {}, "year": None})) == titles(found(client, "gates"))
    answer = found(client, "gates", filter={"kind": {"inList": ["BRIEFING"]}})
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
    assert len(found(a_client_of(registered=True), "gates")["edges"]) == 3


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
    assert refused(client, SEARCH, text="gates", first=None) == "BAD_INPUT"
    assert refused(client, SEARCH, text="x" * 20_000) == "BAD_INPUT"
    assert (
        refused(client, SEARCH, text="gates", filter={"topic": {"inList": [str(number) for number in range(30)]}})
        == "BAD_INPUT"
    )


@pytest.mark.parametrize("field", ["topic", "sector", "workStream", "country"])
def test_an_unknown_name_in_a_filter_is_an_error_that_quotes_it(client: Client, field: str) -> None:
    given = {field: {"inList": ["never"]}}
    answer = post(client, SEARCH, text="gates", filter=given).json()
    assert answer["data"] == {"search": None}
    assert answer["errors"][0]["extensions"]["code"] == "UNKNOWN_REFERENCE"
    assert answer["errors"][0]["extensions"]["field"] == field
    assert '"never"' in answer["errors"][0]["message"]


def test_facets_are_counted_when_a_fragment_asks_for_them(client: Client) -> None:
    fragment = "fragment F on SearchConnection { facets { facet } }"
    facets = ask(client, f'{{ search(query: "gates", first: 1) {{ ...F }} }} {fragment}')["search"]["facets"]
    assert {one["facet"] for one in facets} == {facet.name for facet in Facet} - {"AUDIENCE"}


def test_only_people_with_rights_count_audiences(client: Client) -> None:
    facets = found(a_client_of(registered=True), "gates")["facets"]
    audiences = next(one["values"] for one in facets if one["facet"] == "AUDIENCE")
    assert {(one["value"], one["count"]) for one in audiences} == {("PUBLIC", 2), ("REGISTERED", 1)}


def test_a_second_value_of_a_dimension_widens(client: Client) -> None:
    answer = found(client, "gates", filter={"kind": {"inList": ["BRIEFING", "GUIDANCE"]}})
    assert set(titles(answer)) == {"Lock the gates", "Gates at Christmas"}
    kinds = next(one["values"] for one in answer["facets"] if one["facet"] == "KIND")
    assert [(one["count"], one["selected"]) for one in kinds] == [(1, True), (1, True)]


def test_a_best_bet_is_marked(client: Client) -> None:
    lock = ContentItem.objects.get(edition__title="Lock the gates")
    BestBet.objects.create(queries="christmas", items=[str(lock.content_id)])
    hits = found(client, "christmas")["edges"]
    assert [(hit["node"]["title"], hit["isBestBet"]) for hit in hits] == [
        ("Lock the gates", True),
        ("Gates at Christmas", False),
    ]


HOSTILE = {
    "quotes": '"' * 5_000,
    "minuses": "-" * 10_000,
    "phrases": '"a b" ' * 1_700,
    "exclusions": "-a " * 3_400,
    "codes": "TT3 " * 2_500,
    "unknown terms": " ".join(f"gattes{number}" for number in range(900)),
    "one word": "g" * 10_240,
    "markup": "<script>alert(1)</script>" * 400,
    "marks": "e" + "\u0301" * 5_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_any_text_of_ten_kilobytes_is_answered(name: str, client: Client) -> None:
    answer = ask(client, HELPED, text=HOSTILE[name].encode()[:10_240].decode(errors="ignore"))["search"]
    assert (answer["engine"], answer["degraded"]) == ("TANTIVY", False)


def test_what_no_database_takes_is_refused(client: Client) -> None:
    assert refused(client, SEARCH, text="gates\0") == "BAD_REQUEST"
    assert refused(client, SEARCH, text="gates\ud800") == "BAD_REQUEST"


# --- Help ------------------------------------------------------------------------------------------


def test_who_found_something_needs_no_help(client: Client) -> None:
    assert ask(client, HELPED, text="gates")["search"]["help"] is None


def test_who_found_nothing_is_offered_less_and_what_others_read(client: Client) -> None:
    answer = ask(client, HELPED, text='"gates lock"', filter={"kind": {"inList": ["BRIEFING"]}})["search"]
    assert answer["help"] == {
        "broader": {"text": "gates lock", "dropsFilters": False, "totalCount": 1},
        "popular": [{"title": "Gates at Christmas"}, {"title": "Lock the gates"}],
    }
    answer = ask(client, HELPED, text="vigilance", filter={"kind": {"inList": ["BRIEFING"]}})["search"]
    assert answer["help"]["broader"] == {"text": "vigilance", "dropsFilters": True, "totalCount": 1}
    assert ask(client, HELPED, text="quagga")["search"]["help"]["broader"] is None


def test_help_includes_restricted_content_only_for_members(client: Client) -> None:
    members = a_client_of(registered=True)
    assert ask(members, HELPED, text='"members gates"')["search"]["help"]["broader"]["totalCount"] == 3
    assert ask(client, HELPED, text='"members gates"')["search"]["help"]["broader"]["totalCount"] == 2
    assert {one["title"] for one in ask(client, HELPED, text="quagga")["search"]["help"]["popular"]} == {
        "Lock the gates",
        "Gates at Christmas",
    }


def test_pages_after_the_first_have_no_help(client: Client) -> None:
    after = found(client, "gates")["pageInfo"]["endCursor"]
    assert ask(client, HELPED, text="quagga", after=after)["search"]["help"] is None


def test_help_costs_only_those_who_ask_for_it(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):  # whether it is a project's name, and how far the index is behind the log
        ask(client, '{ search(query: "quagga", first: 5) { totalCount } }')
    with django_assert_num_queries(4):  # that again, and what was updated last
        ask(client, '{ search(query: "quagga", first: 5) { help { broader { text } popular { title } } } }')
