"""Relations in both directions: what refers to an item, what is below it on the website, and what is above it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind, Relation
from publishing.models import ContentItem
from publishing.models.items import ParentPath
from publishing.text.url_paths import parent_path
from tests.graphql_api.api_client import ask, refused
from tests.graphql_api.both_paths import data_on_both_paths
from tests.graphql_api.factories import an_item, refer

pytestmark = pytest.mark.django_db

NEWEST = datetime(2026, 6, 1, tzinfo=UTC)
HIDDEN: dict[str, Any] = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}
LISTS = [
    ("topics {}", Kind.TOPIC, "contents", Relation.TOPIC, Kind.GUIDANCE),
    ("sectors {}", Kind.SECTOR, "contents", Relation.SECTOR, Kind.BRIEFING),
    ("organisations(first: 9) {{ nodes {} }}", Kind.ORGANISATION, "projects", Relation.PARTNER, Kind.PROJECT),
]


@pytest.mark.parametrize(("root", "kind", "field", "relation", "source"), LISTS)
def test_what_refers_to_an_item_is_listed_in_pages_by_those_who_may_see_it(
    client: Client, root: str, kind: Kind, field: str, relation: Relation, source: Kind
) -> None:
    one, other = an_item(kind, title="One"), an_item(kind, title="Other")
    for number in range(4):
        targets = (one, other) if number == 0 else (one,)
        hidden = HIDDEN if number == 2 else {}
        at = NEWEST - timedelta(days=number)
        an_item(source, title=str(number), references=refer(relation, *targets), updated_at=at, **hidden)
    selected = f"""{{ title {field}(first: 2, after: $after) {{
      totalCount nodes {{ title }} edges {{ cursor }} pageInfo {{ hasNextPage endCursor }} }} }}"""
    query = f"query ($after: String) {{ found: {root.format(selected)} }}"

    def lists(after: str | None = None) -> dict[str, Any]:
        found = ask(client, query, after=after)["found"]
        return {node["title"]: node[field] for node in (found if isinstance(found, list) else found["nodes"])}

    found = lists()
    assert [[node["title"] for node in found[name]["nodes"]] for name in ("One", "Other")] == [["0", "1"], ["0"]]
    assert [found[name]["totalCount"] for name in ("One", "Other")] == [3, 1]
    assert found["One"]["pageInfo"]["hasNextPage"]
    assert found["One"]["pageInfo"]["endCursor"] == found["One"]["edges"][-1]["cursor"]
    rest = lists(found["One"]["pageInfo"]["endCursor"])
    assert [node["title"] for node in rest["One"]["nodes"]] == ["3"]
    assert (rest["Other"]["nodes"], rest["One"]["pageInfo"]["hasNextPage"]) == ([], False)


def test_a_work_stream_lists_its_projects_and_all_its_content(client: Client) -> None:
    stream = an_item(Kind.WORK_STREAM, code="CP")
    for kind in (Kind.PROJECT, Kind.GUIDANCE):
        an_item(kind, title=str(kind.label), references=refer(Relation.WORK_STREAM, stream))
    query = "{ workStreams { projects(first: 9) { nodes { title } } contents(first: 9) { totalCount } } }"
    [found] = ask(client, query)["workStreams"]
    assert found == {"projects": {"nodes": [{"title": "Project"}]}, "contents": {"totalCount": 2}}


def test_lists_of_many_items_cost_the_same_queries_as_those_of_one(client: Client) -> None:
    partners = [an_item(Kind.ORGANISATION) for _ in range(12)]
    shared = an_item(Kind.PROJECT, references=refer(Relation.PARTNER, *partners))
    for partner in partners:
        an_item(Kind.PROJECT, references=(*refer(Relation.PARTNER, partner), *refer(Relation.RELATED, shared)))
    counts = []
    for first in (1, 12):
        query = f"""{{ organisations(first: {first}) {{ nodes {{ projects(first: 5) {{ totalCount
          nodes {{ title related {{ title }} }} }} }} }} }}"""
        with CaptureQueriesContext(connection) as queries:
            nodes = ask(client, query)["organisations"]["nodes"]
        assert [node["projects"]["totalCount"] for node in nodes] == [2] * first
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


def test_what_refers_to_an_item_follows_the_items_language(client: Client) -> None:
    content_id, source = uuid4(), uuid4()
    topics = {
        one: an_item(Kind.TOPIC, content_id=content_id, locale=one, path=f"/{one}/topic/") for one in ("en-gb", "cy")
    }
    references = refer(Relation.TOPIC, topics["cy"])
    for locale in ("en-gb", "cy"):
        an_item(content_id=source, locale=locale, path=f"/{locale}/source/", title=locale, references=references)
    an_item(title="only English", references=references)
    query = """query ($locale: String!) {
      topics(locale: $locale) { contents(first: 9) { nodes { title } } } }"""

    def titles(locale: str) -> set[str]:
        [topic] = ask(client, query, locale=locale)["topics"]
        return {node["title"] for node in topic["contents"]["nodes"]}

    assert titles("en-gb") == {"en-gb", "only English"}
    assert titles("cy") == {"cy", "only English"}


def a_site() -> None:
    """Publish a home page in both languages, sections and pages, one of them hidden."""
    an_item(Kind.HOME, title="Home", path="/")
    an_item(Kind.HOME, title="Hafan", path="/cy/", locale="cy")
    an_item(Kind.SECTION, title="Guidance", path="/guidance/")
    an_item(Kind.SECTION, title="Hidden", path="/hidden/", **HIDDEN)
    for number in range(3):
        an_item(title=str(number), path=f"/guidance/{number}/", updated_at=NEWEST - timedelta(days=number))
    an_item(title="Below", path="/guidance/0/below/")
    an_item(title="Secret", path="/guidance/secret/", **HIDDEN)
    an_item(title="Open", path="/hidden/open/")


def test_a_section_and_the_home_page_list_the_pages_one_level_below(client: Client) -> None:
    a_site()
    children = "children(first: 2) { totalCount nodes { title } pageInfo { hasNextPage } }"
    found = ask(client, f"{{ homePage {{ {children} }} sections(first: 9) {{ nodes {{ title {children} }} }} }}")
    assert [node["title"] for node in found["homePage"]["children"]["nodes"]] == ["Guidance"]
    [section] = found["sections"]["nodes"]
    assert [node["title"] for node in section["children"]["nodes"]] == ["0", "1"]
    assert (section["children"]["totalCount"], section["children"]["pageInfo"]["hasNextPage"]) == (3, True)


def test_pages_have_the_visible_pages_above_them_in_their_language() -> None:
    a_site()
    an_item(Kind.TOPIC, title="Topic", path=None)
    query = "{ contents(first: 20) { nodes { title ancestors { title path ancestors { title } } } } }"

    def above(viewer: Viewer = ANONYMOUS) -> dict[str, list[str]]:
        nodes = data_on_both_paths(query, viewer)["contents"]["nodes"]
        return {node["title"]: [one["title"] for one in node["ancestors"]] for node in nodes}

    found = above()
    assert found["Below"] == ["Home", "Guidance", "0"]
    assert (found["Guidance"], found["Home"], found["Topic"]) == (["Home"], [], [])
    assert found["Open"] == ["Home"]
    assert above(Viewer(Audience.REGISTERED))["Open"] == ["Home", "Hidden"]
    welsh = 'query { content(by: {path: "/cy/"}) { ancestors { title } } }'
    assert data_on_both_paths(welsh)["content"] == {"ancestors": []}


@pytest.mark.parametrize("first", [0, 101])
def test_how_many_is_from_1_to_100(client: Client, first: int) -> None:
    an_item(Kind.TOPIC)
    query = f"{{ topics {{ contents(first: {first}) {{ totalCount }} }} }}"
    assert refused(client, query) == "PAGE_SIZE"


def test_the_path_above_a_path_is_the_same_in_sql(client: Client) -> None:
    for path in ("/", "/a/", "/a/b/", "/a/a/a/", "/tŷ-🙂/ab/ba/", "/a b/%41/c.d/"):
        an_item(path=path)
    rows = ContentItem.objects.annotate(parent=ParentPath(F("path"))).values_list("path", "parent")
    assert all(parent_path(str(path)) == parent for path, parent in rows)
