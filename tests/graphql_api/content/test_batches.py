"""A list costs as many SQL queries as it asks for edges, whatever its length."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing.kinds import Kind, Relation
from publishing.models import Asset, ContentItem
from tests.graphql_api.api_client import ask
from tests.graphql_api.factories import an_asset, an_image, an_item, link_to, one_of_each, refer, rich_text

pytestmark = pytest.mark.django_db

LIST = """query ($first: Int!) {
  contents(filter: {kind: {exact: GUIDANCE}}, first: $first) {
    nodes {
      title
      topics { title }
      workStreams { code title }
      image { renditions { url } }
      body {
        ... on RichTextBlock { html }
        ... on ImageBlock { image { renditions { url } } }
        ... on EmbedBlock { content { title } }
        ... on LinkListBlock { links { content { title } } }
      }
    }
  }
}"""


@pytest.fixture
def _fifty() -> None:
    assets = [an_asset() for _ in range(3)]
    topics = [an_item(Kind.TOPIC) for _ in range(5)]
    streams = [an_item(Kind.WORK_STREAM, code=f"S{number}") for number in range(3)]
    for number in range(50):
        _rich(number, assets, topics, streams)


def _rich(number: int, assets: list[Asset], topics: list[ContentItem], streams: list[ContentItem]) -> None:
    topic, asset = topics[number % 5], assets[number % 3]
    an_item(
        title=str(number),
        image=an_image(asset),
        body=(rich_text(f"<p>{link_to(topic.content_id)}</p>"), *one_of_each(topic.content_id, asset)),
        references=(*refer(Relation.TOPIC, topic, topics[0]), *refer(Relation.WORK_STREAM, streams[number % 3])),
    )


@pytest.fixture
def cost(client: Client) -> Callable[[str, int], int]:
    """How many SQL queries a list of some length costs."""

    def count(query: str, first: int) -> int:
        ask(client, query, first=first)  # strawberry answers what is new; what comes again has a plan
        with CaptureQueriesContext(connection) as queries:
            nodes = ask(client, query, first=first)["contents"]["nodes"]
        assert len(nodes) == first
        return len(queries)

    return count


@pytest.mark.usefixtures("_fifty")
def test_a_list_with_topics_work_streams_images_and_bodies_costs_the_same_at_any_length(
    cost: Callable[[str, int], int],
) -> None:
    # The page with its bodies, its links, all that links and bodies lead to, all files.
    assert [cost(LIST, first) for first in (5, 20, 50)] == [4, 4, 4]


@pytest.mark.usefixtures("_fifty")
def test_a_list_of_titles_costs_one_query_and_reads_no_bodies(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        ask(client, "{ contents(first: 50) { nodes { title summary edition { contentHash } } } }")
    assert len(queries) == 1
    assert '"body"' not in queries[0]["sql"]
    assert '"details"' not in queries[0]["sql"]


@pytest.mark.usefixtures("_fifty")
def test_lists_within_lists_are_batched_too(cost: Callable[[str, int], int]) -> None:
    nested = "query ($first: Int!) { contents(filter: {kind: {exact: GUIDANCE}}, first: $first) { nodes { %s } } }"
    # The page, its links, topics with their bodies; the topics' links.
    query = nested % "topics { title slug related { title } a: body { id } } again: topics { title }"
    assert cost(query, 5) == cost(query, 50) == 4


@pytest.mark.usefixtures("_fifty")
def test_the_count_costs_one_more_query_and_only_if_requested(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        ask(client, "{ contents(first: 50) { totalCount pageInfo { endCursor } nodes { title } edges { cursor } } }")
    assert len(queries) == 2
