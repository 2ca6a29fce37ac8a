"""The example queries run unchanged and find something."""

import pytest
from django.test import Client

from graphql_api.documentation.examples import examples
from publishing.kinds import Kind, Relation
from tests.graphql_api.api_client import ask
from tests.graphql_api.factories import an_asset, an_item, one_of_each, refer

FOUND = {
    "1-latest": lambda data: data["contents"]["nodes"],
    "2-one-document": lambda data: data["content"]["body"],
    "3-programme": lambda data: data["workStreams"] and data["projects"]["nodes"],
    "4-travel-advice": lambda data: data["travelAdvice"]["nodes"],
    "5-duty-officer": lambda data: data["threatLevel"] and data["briefings"]["nodes"],
    "6-search": lambda data: data["search"],
    "7-stay-in-step": lambda data: data["changes"]["nodes"],
    "8-itinerary": lambda data: data["adviceFor"][0]["advice"],
}


PATIENCE = 30_000
"""Milliseconds: the page loads two megabytes of script, on a machine that may be busy."""


def publish_sample_content() -> None:
    """Publish what the examples query."""
    stream = an_item(Kind.WORK_STREAM, code="CP", title="Crowded places")
    an_item(Kind.HOME, path="/", body=one_of_each(stream.content_id, an_asset()))
    an_item(Kind.PROJECT, references=refer(Relation.WORK_STREAM, stream), status="open")
    an_item(Kind.TRAVEL_ADVICE, code="FR")
    an_item(Kind.THREAT_LEVEL, path=None)
    an_item(Kind.BRIEFING)


@pytest.mark.django_db
@pytest.mark.parametrize("name", examples())
def test_every_example_runs_and_finds_something(client: Client, name: str) -> None:
    publish_sample_content()
    assert FOUND[name](ask(client, examples()[name]))
