"""While the cluster hangs, pages, look-ups by id and publishing send it no requests, and searches are degraded."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from publishing.kinds import Kind
from publishing.models import ContentItem
from tests.elasticsearch.proxy import Proxy
from tests.publishing.documents import publish
from tests.search.failing_cluster import LONGEST, after_pause, proxy, timed

__all__ = ["after_pause", "proxy"]

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]

NOTICE = "Search is running with reduced quality"
READ = """query ($by: ContentBy!) { content(by: $by) { title similar(first: 3) { title } } }"""
SEARCH = """query ($text: String!) { search(query: $text, first: 3) {
  totalCount engine degraded help { popular { title } } nodes { title }
} }"""


@pytest.fixture
def item() -> ContentItem:
    """A page."""
    return publish(Kind.GUIDANCE, title="Watch the gates", path="/guidance/gates/").item


def graphql(client: Client, query: str, **variables: object) -> dict[str, object]:
    """Ask as an app does; return the data."""
    response = client.post("/graphql", {"query": query, "variables": variables}, content_type="application/json")
    answer = json.loads(response.content)
    assert response.status_code == 200
    assert "errors" not in answer
    return answer["data"]


def test_pages_look_ups_and_publishing_send_it_no_requests(
    item: ContentItem, drain: Callable[[], None], proxy: Proxy, client: Client
) -> None:
    proxy.hang()
    before = len(proxy.requested)
    page = client.get("/guidance/gates/")
    assert page.status_code == 200
    assert "Watch the gates" in page.content.decode()
    content = graphql(client, READ, by={"id": str(item.pk)})["content"]
    assert content["title"] == "Watch the gates"
    assert content["similar"], "what is similar is found in the local index"
    assert client.get("/sitemap.xml").status_code == 200
    assert client.get("/feeds/all.atom").status_code == 200
    publish(Kind.GUIDANCE, title="Watch the fences", path="/guidance/fences/")
    assert client.get("/guidance/fences/").status_code == 200
    assert len(proxy.requested) == before


@pytest.mark.parametrize("words", ["doors", "quagga"])
def test_a_search_is_answered_in_time_and_marked_as_degraded(proxy: Proxy, client: Client, words: str) -> None:
    proxy.hang()
    response, seconds = timed(lambda: client.get("/search/", {"q": words}))
    assert (response.status_code, NOTICE in response.content.decode()) == (200, True)
    assert seconds < LONGEST
    found, seconds = timed(lambda: graphql(client, SEARCH, text=words)["search"])
    assert (found["engine"], found["degraded"]) == ("TANTIVY", True)
    assert seconds < LONGEST
    assert client.get("/search/suggest", {"q": "wat"}).json() == {"suggestions": ["Watch the doors"]}
