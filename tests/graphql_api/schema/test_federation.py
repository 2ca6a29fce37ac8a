"""A partner's graph extends the hub's: composed by Apollo's own composition, and resolved through the gate."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from graphql import GraphQLUnionType, build_schema
from pytest_django.fixtures import Settings

from graphql_api.content.base import content_types
from graphql_api.schema.schema import schema
from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.models import ContentItem
from tests.graphql_api.api_client import Json, ask, refused
from tests.graphql_api.factories import a_client_of, an_item
from tests.node import node
from tests.partners.making import a_key, bearing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ENTITIES = """query ($of: [_Any!]!) {
  _entities(representations: $of) { __typename ... on Content { id title } ... on Topic { slug } }
}"""
LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: [%s])'
RATINGS = (
    LINK % '"@key", "@external", "@interfaceObject", "@shareable", "@requires"'
    + """
type Query { ratings: [Rating!]!  node(id: ID!): Rating }
type Rating { stars: Int!  of: Content! }
type Content @key(fields: "id") @interfaceObject {
  id: ID!
  title: String! @external
  stars: Int! @requires(fields: "title")
}
type PageInfo @shareable { hasNextPage: Boolean!  endCursor: String }
"""
)
READERS = (
    LINK % '"@key"'
    + """
type Briefing @key(fields: "contentId locale") { contentId: ID!  locale: String!  readBy: [String!]! }
"""
)


def entities(client: Client, *representations: Any) -> list[Json | None]:
    found: list[Json | None] = ask(client, ENTITIES, of=representations)["_entities"]
    return found


def named(item: ContentItem, name: str = "Guidance") -> Json:
    return {"__typename": name, "id": str(item.pk)}


def test_entities_are_found_by_either_key_by_their_type_or_the_interface(client: Client) -> None:
    guidance, topic = an_item(title="Gates"), an_item(Kind.TOPIC, title="Vigilance")
    by_content_id = {"__typename": "Guidance", "contentId": str(guidance.content_id), "locale": "en-gb"}
    found = entities(client, named(topic, "Topic"), by_content_id, named(guidance, "Content"), named(guidance, "Topic"))
    guidance_entity = {"__typename": "Guidance", "id": str(guidance.pk), "title": "Gates"}
    of_topic = {"__typename": "Topic", "id": str(topic.pk), "title": "Vigilance", "slug": "vigilance"}
    assert found == [of_topic, guidance_entity, guidance_entity, None]


def test_hidden_entities_are_null_like_those_that_never_were(client: Client) -> None:
    hidden = an_item(title="Hidden", audience=Audience.REGISTERED, marking=Marking.GREEN)
    by_content_id = {"__typename": "Content", "contentId": str(hidden.content_id), "locale": "en-gb"}
    never = {"__typename": "Guidance", "id": str(uuid4())}
    representations = (named(hidden), by_content_id, never)
    assert entities(client, *representations) == [None, None, None]
    assert [one and one["title"] for one in entities(a_client_of(registered=True), *representations)] == [
        "Hidden",
        "Hidden",
        None,
    ]


@pytest.mark.parametrize(
    "representation",
    [
        {},
        {"__typename": "Guidance"},
        {"id": str(uuid4())},
        {"__typename": 7, "id": str(uuid4())},
        {"__typename": "Guidance", "id": 7},
        {"__typename": "Guidance", "id": "7"},
        {"__typename": "Guidance", "contentId": str(uuid4())},
        "Guidance",
        7,
        [],
    ],
)
def test_a_representation_without_a_key_is_an_error(client: Client, representation: object) -> None:
    assert refused(client, ENTITIES, of=[representation]) == "BAD_INPUT"


def test_no_more_than_a_hundred_entities_are_found_at_once(client: Client) -> None:
    assert refused(client, ENTITIES, of=[{"__typename": "Guidance", "id": str(uuid4())}] * 101) == "BAD_INPUT"


def test_entities_cost_at_most_two_queries(client: Client) -> None:
    items = [an_item() for _ in range(20)]  # one query finds them, and another reads their fields
    with CaptureQueriesContext(connection) as queries:
        assert None not in entities(client, *map(named, items))
    assert len(queries) <= 2


def test_every_kind_is_an_entity() -> None:
    union = schema._schema.type_map["_Entity"]
    assert isinstance(union, GraphQLUnionType)
    assert {one.name for one in union.types} == {kind.__name__ for kind in content_types()}


@pytest.mark.slow
def test_partners_graphs_compose_with_ours_and_extend_all_content_or_one_type(client: Client, tmp_path: Path) -> None:
    hub = ask(client, "{ _service { sdl } }")["_service"]["sdl"]
    subgraphs = tmp_path / "subgraphs.json"
    subgraphs.write_text(json.dumps({"hub": hub, "ratings": RATINGS, "readers": READERS}))
    composed = json.loads(node("compose.js", subgraphs))
    assert composed["errors"] == []
    api = build_schema(composed["sdl"])
    extended = {name: getattr(api.type_map[name], "fields", {}) for name in ("Guidance", "Briefing", "Content")}
    assert [name for name, fields in extended.items() if "stars" in fields] == list(extended)
    assert [name for name, fields in extended.items() if "readBy" in fields] == ["Briefing"]
    assert {"contents", "ratings", "node"} <= set(api.query_type.fields)
    assert not {"_service", "_entities"} & set(api.query_type.fields)


def test_the_public_sdl_knows_nothing_of_composition(project_root: Path) -> None:
    sdl = (project_root / "graphql_api" / "schema.graphql").read_text()
    assert "@key" not in sdl
    assert "@link" not in sdl


def test_composing_tools_may_have_to_send_a_key_and_others_do_not_get_the_cached_response(
    client: Client, settings: Settings
) -> None:
    settings.GRAPHQL_INTROSPECTION, settings.GRAPHQL_CACHE = "keys", 8
    query = {"query": "{ revision _service { sdl } }"}
    with_key = client.get("/graphql", query, headers=bearing(a_key()[1]))
    assert "@key" in with_key.json()["data"]["_service"]["sdl"]
    refusal = client.get("/graphql", query)
    assert (refusal.status_code, refusal.json()["errors"][0]["extensions"]["code"]) == (403, "INTROSPECTION_OFF")
    assert "data" not in refusal.json()
