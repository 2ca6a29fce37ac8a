"""Lists: pages, orders, and plain lists."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.test import Client

from publishing.kinds import Kind
from publishing.kinds.threat_level import ThreatLevelDetails
from publishing.models import ContentItem
from tests.graphql_api.api_client import ask, refused
from tests.graphql_api.factories import an_item

pytestmark = pytest.mark.django_db

NEWEST = datetime(2026, 6, 1, tzinfo=UTC)
PAGES = """query ($first: Int!, $after: String, $filter: ContentFilter, $orderBy: ContentOrder) {
  contents(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
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


def pages(client: Client, **arguments: Any) -> list[list[str]]:
    """Walk a list to its end and return the titles of each page."""
    found: list[list[str]] = []
    after = None
    for _ in range(10):
        connection = ask(client, PAGES, **arguments, after=after)["contents"]
        found.append([edge["node"]["title"] for edge in connection["edges"]])
        info = connection["pageInfo"]
        assert info["hasPreviousPage"] == (after is not None)
        if not info["hasNextPage"]:
            return found
        after = info["endCursor"]
    raise AssertionError("the list does not end")


def in_order(items: list[ContentItem]) -> list[str]:
    """The items' titles as a list newest first has them."""
    ordered = sorted(items, key=lambda item: (item.updated_at, item.pk.hex), reverse=True)
    return [item.edition.title for item in ordered if item.edition]


@pytest.mark.parametrize("field", ["updatedAt", "firstPublishedAt", "title"])
def test_pages_make_the_whole_list_in_either_order_each_item_once(client: Client, field: str) -> None:
    whole = in_order(some_items(5))
    if field == "title":
        whole = sorted(whole, reverse=True)
    for direction, expected in (("DESC", whole), ("ASC", whole[::-1])):
        found = pages(client, first=2, orderBy={field: direction})
        assert [len(page) for page in found] == [2, 2, 1]
        assert list(chain.from_iterable(found)) == expected


def test_a_page_stays_where_it_is_while_the_list_grows(client: Client) -> None:
    second = in_order(some_items(3))[1]
    cursor = ask(client, PAGES, first=1)["contents"]["pageInfo"]["endCursor"]
    an_item(title="new", updated_at=NEWEST + timedelta(days=1))
    following = ask(client, PAGES, first=1, after=cursor)["contents"]["edges"]
    assert following[0]["node"]["title"] == second


def test_the_whole_list_is_counted(client: Client) -> None:
    some_items(3)
    assert ask(client, PAGES, first=1)["contents"]["totalCount"] == 3


@pytest.mark.parametrize("size", [0, 101, -1])
def test_a_page_has_1_to_100_items(client: Client, size: int) -> None:
    assert refused(client, PAGES, first=size) == "PAGE_SIZE"


@pytest.mark.parametrize("cursor", ["", "x", "é", "AAAA", "A" * 31, "A" * 33, "f" + "_" * 31, "AAAA" * 100])
@pytest.mark.parametrize("field", ["updatedAt", "title"])
def test_a_cursor_that_was_never_given_out_is_refused(client: Client, cursor: str, field: str) -> None:
    assert refused(client, PAGES, first=1, after=cursor, orderBy={field: "ASC"}) == "BAD_CURSOR"


def test_a_cursor_of_another_order_or_filter_is_refused(client: Client) -> None:
    some_items(3)
    cursor = ask(client, PAGES, first=1)["contents"]["pageInfo"]["endCursor"]
    assert ask(client, PAGES, first=1, after=cursor, orderBy={"updatedAt": "DESC"})["contents"]["edges"]
    for other in (
        {"orderBy": {"title": "ASC"}},
        {"orderBy": {"updatedAt": "ASC"}},
        {"filter": {"code": {"exact": "X"}}},
    ):
        assert refused(client, PAGES, first=1, after=cursor, **other) == "BAD_CURSOR"


def titles(client: Client, field: str) -> list[str]:
    """Return the titles that a root field lists."""
    answer: dict[str, Any] = ask(client, f"{{ found: {field} {{ nodes {{ title }} }} }}")
    return [node["title"] for node in answer["found"]["nodes"]]


def test_the_threat_level_is_the_latest_that_has_taken_effect(client: Client) -> None:
    now = datetime.now(UTC)
    for level, age in (("SEVERE", 30), ("SUBSTANTIAL", 3), ("CRITICAL", -1)):
        at = now - timedelta(days=age)
        details = ThreatLevelDetails(level=level, scope="national", effective_at=at, wording=f"It is {level}.")
        an_item(Kind.THREAT_LEVEL, path=None, title=level, details=details, effective_at=at, updated_at=at)
    query = "{ threatLevel { level scope wording } other: threatLevel(scope: NORTHERN_IRELAND) { level } }"
    expected = {"level": "SUBSTANTIAL", "scope": "NATIONAL", "wording": "It is SUBSTANTIAL."}
    assert ask(client, query) == {"threatLevel": expected, "other": None}
    found = titles(client, "threatLevels(filter: {scope: {exact: NATIONAL}}, orderBy: {effectiveAt: ASC}, first: 9)")
    assert found == ["SEVERE", "SUBSTANTIAL", "CRITICAL"]


def test_titles_and_codes_are_sorted_as_people_expect(client: Client) -> None:
    for title, code in (("évacuation", "TT10"), ("Doors 10", "TT2"), ("doors 9", "CP1"), ("Über-guards", "TT2a")):
        an_item(Kind.PROJECT, title=title, code=code, path=f"/{code}/")
    by_title = titles(client, "projects(orderBy: {title: ASC}, first: 9)")
    assert by_title == ["doors 9", "Doors 10", "évacuation", "Über-guards"]
    by_code = titles(client, "projects(orderBy: {code: ASC}, first: 9)")
    assert by_code == ["doors 9", "Doors 10", "Über-guards", "évacuation"]


def test_briefings_that_never_expire_are_the_last_to_expire(client: Client) -> None:
    for title, year in (("never", None), ("late", 2099), ("soon", 2098)):
        an_item(Kind.BRIEFING, title=title, expires_at=datetime(year, 1, 1, tzinfo=UTC) if year else None)
    assert titles(client, "briefings(orderBy: {expiresAt: ASC}, first: 9)") == ["soon", "late", "never"]
    assert titles(client, "briefings(orderBy: {expiresAt: DESC}, first: 1)") == ["never"]


def test_kinds_with_dozens_of_items_are_plain_lists(client: Client) -> None:
    for code in ("TT", "CP"):
        an_item(Kind.WORK_STREAM, code=code, title=code)
    for slug in ("vigilance", "evacuation"):
        an_item(Kind.TOPIC, slug=slug, title=slug.title())
    query = """{ workStreams { code } topics { title } sectors { title }
      one: topics(filter: {slug: {exact: "vigilance"}}) { title } last: topics(orderBy: {title: DESC}) { title } }"""
    assert ask(client, query) == {
        "workStreams": [{"code": "CP"}, {"code": "TT"}],
        "topics": [{"title": "Evacuation"}, {"title": "Vigilance"}],
        "sectors": [],
        "one": [{"title": "Vigilance"}],
        "last": [{"title": "Vigilance"}, {"title": "Evacuation"}],
    }


def test_the_other_kinds_have_lists_too(client: Client) -> None:
    an_item(Kind.HOME, title="Home", path="/")
    for kind, field in ((Kind.SECTION, "sections"), (Kind.STANDARD, "standardPages")):
        an_item(kind, title=field)
        assert titles(client, f"{field}(first: 9)") == [field]
    assert ask(client, "{ homePage { title } }") == {"homePage": {"title": "Home"}}
