"""Lists: pages, orders, and each kind's own filters."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.test import Client

from publishing.kinds import Kind, Relation
from publishing.kinds.briefing import BriefingDetails
from publishing.kinds.organisation import OrganisationDetails
from publishing.kinds.threat_level import ThreatLevelDetails
from publishing.models import ContentItem
from tests.graphql_api.api_client import ask, refused
from tests.graphql_api.factories import an_item, refer

pytestmark = pytest.mark.django_db

NEWEST = datetime(2026, 6, 1, tzinfo=UTC)
PAGES = """query ($first: Int, $after: String, $last: Int, $before: String, $order: Order! = NEWEST) {
  contents(first: $first, after: $after, last: $last, before: $before, order: $order) {
    totalCount
    edges { cursor node { title } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


def some_items(count: int, kind: Kind = Kind.GUIDANCE, **changes: Any) -> list[ContentItem]:
    """Publish items, the newest first; the last two share their time, so that only ids tell them apart."""
    ages = [*range(count - 1), count - 2] if count > 1 else [0]
    return [
        an_item(kind, title=str(number), updated_at=NEWEST - timedelta(days=age), **changes)
        for number, age in enumerate(ages)
    ]


def pages(client: Client, size: dict[str, int], forwards: bool, order: str) -> list[list[str]]:
    """Walk a list to its end and return the titles of each page."""
    found: list[list[str]] = []
    place: dict[str, str] = {}
    for _ in range(10):
        connection = ask(client, PAGES, **size, **place, order=order)["contents"]
        found.append([edge["node"]["title"] for edge in connection["edges"]])
        info = connection["pageInfo"]
        if not info["hasNextPage" if forwards else "hasPreviousPage"]:
            return found
        place = {"after": info["endCursor"]} if forwards else {"before": info["startCursor"]}
    raise AssertionError("the list does not end")


def in_order(items: list[ContentItem]) -> list[str]:
    """The items' titles as a list newest first has them."""
    ordered = sorted(items, key=lambda item: (item.updated_at, item.pk.hex), reverse=True)
    return [item.edition.title for item in ordered if item.edition]


@pytest.mark.parametrize("order", ["NEWEST", "OLDEST"])
@pytest.mark.parametrize("forwards", [True, False])
def test_pages_make_the_whole_list_each_item_once(client: Client, order: str, forwards: bool) -> None:
    whole = in_order(some_items(5))
    if order == "OLDEST":
        whole.reverse()
    found = pages(client, {"first": 2} if forwards else {"last": 2}, forwards, order)
    assert [len(page) for page in found] == [2, 2, 1]
    assert list(chain.from_iterable(found if forwards else found[::-1])) == whole


def test_a_page_stays_where_it_is_while_the_list_grows(client: Client) -> None:
    second = in_order(some_items(3))[1]
    cursor = ask(client, PAGES, first=1)["contents"]["pageInfo"]["endCursor"]
    an_item(title="new", updated_at=NEWEST + timedelta(days=1))
    following = ask(client, PAGES, first=1, after=cursor)["contents"]["edges"]
    assert following[0]["node"]["title"] == second


def test_the_whole_list_is_counted(client: Client) -> None:
    some_items(3)
    assert ask(client, PAGES, first=1)["contents"]["totalCount"] == 3


@pytest.mark.parametrize("size", [{}, {"first": 0}, {"first": 101}, {"last": -1}, {"first": 1, "last": 1}])
def test_exactly_one_size_from_1_to_100_is_required(client: Client, size: dict[str, int]) -> None:
    assert refused(client, PAGES, **size) == "PAGE_SIZE"


@pytest.mark.parametrize("cursor", ["", "x", "é", "AAAA", "A" * 31, "A" * 33, "f" + "_" * 31, "AAAA" * 100])
def test_a_cursor_that_was_never_given_out_is_refused(client: Client, cursor: str) -> None:
    assert refused(client, PAGES, first=1, after=cursor) == "BAD_CURSOR"
    assert refused(client, PAGES, last=1, before=cursor) == "BAD_CURSOR"


def test_contents_are_filtered(client: Client) -> None:
    topic = an_item(Kind.TOPIC, title="Doors", updated_at=NEWEST)
    for kind in (Kind.GUIDANCE, Kind.BRIEFING):
        an_item(kind, title=str(kind.label), references=refer(Relation.TOPIC, topic), updated_at=NEWEST)
    an_item(title="Old", updated_at=NEWEST - timedelta(days=30))
    query = "query ($filter: ContentFilter) { contents(filter: $filter, first: 9) { totalCount nodes { title } } }"

    def titles(**wanted: object) -> set[str]:
        contents = ask(client, query, filter=wanted)["contents"]
        assert contents["totalCount"] == len(contents["nodes"])
        return {node["title"] for node in contents["nodes"]}

    assert titles() == {"Doors", "Guidance", "Briefing", "Old"}
    assert titles(kinds=["BRIEFING"]) == {"Briefing"}
    assert titles(kinds=["BRIEFING", "TOPIC"]) == {"Briefing", "Doors"}
    assert titles(kinds=[]) == set()
    assert titles(topic=str(topic.content_id)) == {"Guidance", "Briefing"}
    assert titles(topic=str(topic.content_id), kinds=["GUIDANCE", "TOPIC"]) == {"Guidance"}
    assert titles(topic="nothing") == set()
    assert titles(updatedSince=NEWEST.isoformat()) == {"Doors", "Guidance", "Briefing"}
    assert titles(updatedBefore=NEWEST.isoformat()) == {"Old"}


def titles(client: Client, field: str) -> list[str]:
    """Return the titles that a root field lists."""
    answer: dict[str, Any] = ask(client, f"{{ found: {field} {{ nodes {{ title }} }} }}")
    return [node["title"] for node in answer["found"]["nodes"]]


def test_projects_are_found_by_work_stream_status_and_topic(client: Client) -> None:
    stream, other = (an_item(Kind.WORK_STREAM, code=code, title=code) for code in ("CP", "TT"))
    topic = an_item(Kind.TOPIC, slug="vigilance")
    both = (*refer(Relation.WORK_STREAM, stream), *refer(Relation.TOPIC, topic))
    an_item(Kind.PROJECT, title="CP1", references=both, status="open")
    references = refer(Relation.WORK_STREAM, stream)
    an_item(Kind.PROJECT, title="CP2", references=references, status="closed")
    references = refer(Relation.WORK_STREAM, other)
    an_item(Kind.PROJECT, title="TT1", references=references, status="open")
    assert titles(client, 'projects(workStream: "CP", first: 9)') == ["CP2", "CP1"]
    assert titles(client, 'projects(workStream: "cp", status: OPEN, first: 9)') == ["CP1"]
    assert titles(client, f'projects(workStream: "{other.content_id}", first: 9)') == ["TT1"]
    assert titles(client, "projects(status: OPEN, order: OLDEST, first: 9)") == ["CP1", "TT1"]
    assert titles(client, 'projects(status: OPEN, topic: "vigilance", first: 9)') == ["CP1"]
    assert titles(client, 'projects(workStream: "XX", first: 9)') == []
    assert [one["title"] for one in ask(client, "{ workStreams { title } }")["workStreams"]] == ["CP", "TT"]


def test_travel_advice_is_found_by_code_or_slug_of_the_country(client: Client) -> None:
    an_item(Kind.TRAVEL_ADVICE, title="France", country="FR", country_slug="france")
    an_item(Kind.TRAVEL_ADVICE, title="Spain", country="ES", country_slug="spain")
    for country in ("FR", "fr", "france", "France"):
        assert titles(client, f'travelAdvice(country: "{country}", first: 9)') == ["France"]
    assert titles(client, 'travelAdvice(country: "XX", first: 9)') == []
    assert titles(client, "travelAdvice(first: 9)") == ["Spain", "France"]


def test_briefings_are_found_by_kind_level_and_the_time_at_which_they_hold(client: Client) -> None:
    details = BriefingDetails(reference="BR-1", briefing_kind="incident", headline="Look", threat_level="SEVERE")
    begins, ends = datetime(2026, 3, 1, tzinfo=UTC), datetime(2099, 4, 1, tzinfo=UTC)
    an_item(Kind.BRIEFING, title="Incident", details=details, effective_at=begins, expires_at=ends)
    an_item(Kind.BRIEFING, title="Season", updated_at=NEWEST)
    assert titles(client, "briefings(kind: INCIDENT, first: 9)") == ["Incident"]
    assert titles(client, "briefings(threatLevel: SEVERE, first: 9)") == ["Incident"]
    assert titles(client, 'briefings(effectiveAt: "2026-03-02T00:00:00Z", first: 9)') == ["Incident"]
    assert titles(client, 'briefings(effectiveAt: "2026-02-02T00:00:00Z", first: 9)') == []
    assert titles(client, 'briefings(effectiveAt: "2099-05-01T00:00:00Z", first: 9)') == ["Season"]


@pytest.mark.parametrize("time", ["2026-05-01T00:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_time_that_is_no_moment_is_refused(client: Client, time: str) -> None:
    assert refused(client, f'{{ briefings(effectiveAt: "{time}", first: 1) {{ totalCount }} }}') == "BAD_INPUT"
    query = f'{{ contents(filter: {{updatedSince: "{time}"}}, first: 1) {{ totalCount }} }}'
    assert refused(client, query) == "BAD_INPUT"


def test_guidance_is_found_by_sector_topic_and_work_stream(client: Client) -> None:
    sector = an_item(Kind.SECTOR, slug="retail")
    topic = an_item(Kind.TOPIC, slug="retail")
    an_item(title="Shops", references=refer(Relation.SECTOR, sector))
    an_item(title="Selling", references=(*refer(Relation.TOPIC, topic), *refer(Relation.SECTOR, sector)))
    assert titles(client, 'guidance(sector: "retail", first: 9)') == ["Selling", "Shops"]
    assert titles(client, 'guidance(sector: "retail", topic: "retail", first: 9)') == ["Selling"]
    assert titles(client, 'guidance(sector: "retail", workStream: "CP", first: 9)') == []


def test_the_threat_level_is_the_latest_that_has_taken_effect(client: Client) -> None:
    now = datetime.now(UTC)
    for level, age in (("SEVERE", 30), ("SUBSTANTIAL", 3), ("CRITICAL", -1)):
        at = now - timedelta(days=age)
        details = ThreatLevelDetails(level=level, scope="national", effective_at=at, wording=f"It is {level}.")
        an_item(Kind.THREAT_LEVEL, path=None, title=level, details=details, effective_at=at, updated_at=at)
    query = "{ threatLevel { level scope wording } other: threatLevel(scope: NORTHERN_IRELAND) { level } }"
    expected = {"level": "SUBSTANTIAL", "scope": "NATIONAL", "wording": "It is SUBSTANTIAL."}
    assert ask(client, query) == {"threatLevel": expected, "other": None}
    assert titles(client, "threatLevels(scope: NATIONAL, first: 9)") == ["CRITICAL", "SUBSTANTIAL", "SEVERE"]


def test_the_other_kinds_have_lists_too(client: Client) -> None:
    an_item(Kind.HOME, title="Home", path="/")
    an_item(Kind.Z_CARD, title="Card", languages=("cy",))
    details = OrganisationDetails(slug="met", side="police")
    an_item(Kind.ORGANISATION, title="Met", details=details)
    for kind, field in ((Kind.SECTION, "sections"), (Kind.STANDARD, "standardPages"), (Kind.TOPIC, "topics")):
        an_item(kind, title=field)
        assert titles(client, f"{field}(first: 9)") == [field]
    assert titles(client, 'zCards(language: "cy", first: 9)') == ["Card"]
    assert titles(client, 'zCards(language: "fr", first: 9)') == []
    assert titles(client, "organisations(side: POLICE, first: 9)") == ["Met"]
    assert titles(client, "organisations(side: BUSINESS, first: 9)") == []
    assert titles(client, "sectors(first: 9)") == []
    assert ask(client, "{ homePage { title } }") == {"homePage": {"title": "Home"}}
