"""Documents by id alone, and a document in its languages."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation
from tests.graphql_api.api_client import ask, refused
from tests.graphql_api.factories import a_client_of, an_item, refer

pytestmark = pytest.mark.django_db

NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Content { title } } }"
HIDDEN: dict[str, Any] = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}


def test_nodes_come_in_the_order_of_their_ids_with_null_for_what_is_not_there(client: Client) -> None:
    topic, guidance, hidden = an_item(Kind.TOPIC), an_item(title="Gates"), an_item(title="Hidden", **HIDDEN)
    ids = [str(guidance.pk), str(uuid4()), str(hidden.pk), str(topic.pk), str(guidance.pk)]
    nodes = ask(client, NODES, ids=ids)["nodes"]
    assert [node and node["__typename"] for node in nodes] == ["Guidance", None, None, "Topic", "Guidance"]
    assert nodes[0]["title"] == "Gates"
    assert ask(a_client_of(registered=True), NODES, ids=ids)["nodes"][2]["title"] == "Hidden"


def test_one_node_is_found_by_its_id(client: Client) -> None:
    item = an_item()
    query = "query ($id: ID!) { node(id: $id) { id __typename } }"
    assert ask(client, query, id=str(item.pk)) == {"node": {"id": str(item.pk), "__typename": "Guidance"}}
    assert ask(client, query, id=str(item.content_id)) == {"node": None}


def test_what_is_no_id_is_said_to_be_none(client: Client) -> None:
    assert refused(client, '{ node(id: "Guidance:7") { id } }') == "BAD_INPUT"
    assert refused(client, NODES, ids=[str(uuid4())] * 101) == "BAD_INPUT"


def test_translations_are_those_that_the_reader_may_see_itself_among_them(client: Client) -> None:
    open_id, narrow_id = uuid4(), uuid4()
    for locale, title in (("en-gb", "Gates"), ("cy", "Gatiau")):
        an_item(content_id=open_id, locale=locale, title=title, path=f"/{locale}/open/")
        narrowed: dict[str, Any] = HIDDEN if locale == "cy" else {}
        an_item(content_id=narrow_id, locale=locale, title=title, path=f"/{locale}/narrow/", **narrowed)
    query = """query ($id: ID!, $locale: String!) {
      content(by: {contentId: $id}, locale: $locale) {
        locale translations { locale title }
      }
    }"""
    english, welsh = {"locale": "en-gb", "title": "Gates"}, {"locale": "cy", "title": "Gatiau"}
    content = ask(client, query, id=str(open_id), locale="cy")["content"]
    assert content == {"locale": "cy", "translations": [welsh, english]}
    assert ask(client, query, id=str(narrow_id), locale="cy")["content"]["translations"] == [english]
    registered = a_client_of(registered=True)
    assert len(ask(registered, query, id=str(narrow_id), locale="en-gb")["content"]["translations"]) == 2


def test_translations_of_a_list_cost_one_query_and_what_they_link_to_one_a_language(client: Client) -> None:
    topic = an_item(Kind.TOPIC, title="Vigilance")
    for _ in range(10):
        content_id = uuid4()
        for locale in ("en-gb", "cy"):
            references = refer(Relation.TOPIC, topic)
            an_item(content_id=content_id, locale=locale, path=f"/{locale}/{content_id}/", references=references)
    with CaptureQueriesContext(connection) as queries:
        query = "{ guidance(first: 10) { nodes { translations { locale topics { title } } } } }"
        nodes = ask(client, query)["guidance"]["nodes"]
    assert all(len(node["translations"]) == 2 for node in nodes)
    # The page, its translations; links and topics of either language.
    assert len(queries) == 6
