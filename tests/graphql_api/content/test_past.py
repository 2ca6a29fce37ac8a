"""Content as of a time: what was in force then, if the viewer may read it and the item is still published."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS, Viewer
from publishing.kinds import Kind, Relation, UpdateType
from publishing.log.new_edition import Reference
from publishing.log.record import record_publication, record_withdrawal
from tests.graphql_api.api_client import ask, refused
from tests.graphql_api.both_paths import data_on_both_paths
from tests.publishing.documents import a_document

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

AS_OF = """query ($by: ContentBy!, $asOf: DateTime) {
  content(by: $by, asOf: $asOf) {
    title summary updatedAt reviewedAt audience topics { title } edition { number updateType signature { value } }
    translations { locale title }
  }
}"""
COMPILED = """query ($by: ContentBy!, $asOf: DateTime) {
  content(by: $by, asOf: $asOf) {
    id title summary updatedAt firstPublishedAt reviewedAt effectiveAt expiresAt validUntil audience marking
    revision url topics { title } related { title } body { __typename } edition { number updateType publishedAt }
    history(first: 5) { nodes { number } } ... on Guidance { sectors { title } }
  }
}"""
DAY = timedelta(days=1)
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPEN = {"audience": Audience.PUBLIC, "marking": Marking.CLEAR}
NARROW = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}


class Story:
    """An item whose editions are a day apart."""

    def __init__(self, **fields: Any) -> None:
        self.document = a_document(content_id=uuid4(), path="/guidance/story/", **fields)

    def publish(self, day: int, **changes: Any) -> "Story":
        self.document = self.document.model_copy(update=changes)
        record_publication(self.document, START + day * DAY)
        return self

    def withdraw(self, day: int) -> "Story":
        record_withdrawal(self.document.content_id, self.document.locale, at=START + day * DAY)
        return self

    def at(self, client: Client, day: float | None) -> Any:
        as_of = None if day is None else (START + day * DAY).isoformat()
        return ask(client, AS_OF, by={"id": str(self.document.id)}, asOf=as_of)["content"]

    def titles(self, client: Client, *days: float | None) -> list[str | None]:
        return [found and found["title"] for found in (self.at(client, day) for day in days)]


def test_each_edition_was_in_force_until_the_next(client: Client) -> None:
    story = Story().publish(0, title="One").publish(2, title="Two").publish(4, title="Three")
    assert story.titles(client, -1, 0, 1.9, 2, 3, 4, 9, None) == [
        None, "One", "One", "Two", "Two", "Three", "Three", "Three",
    ]  # fmt: skip


def test_while_it_was_withdrawn_there_was_nothing(client: Client) -> None:
    story = Story().publish(0, title="One").withdraw(1).publish(3, title="Two")
    assert story.titles(client, 0.5, 1, 2, 3) == ["One", None, None, "Two"]


def test_what_is_no_longer_published_was_never_there(client: Client) -> None:
    story = Story().publish(0, title="One").withdraw(1)
    assert story.titles(client, 0.5, None) == [None, None]


def test_an_edition_for_fewer_readers_is_hidden_and_uncounted(client: Client) -> None:
    story = Story().publish(0, title="One", **NARROW).publish(2, title="Two", **OPEN).publish(4, title="Three")
    assert story.titles(client, 1, 3, 5) == [None, "Two", "Three"]
    assert [story.at(client, day)["edition"]["number"] for day in (3, 5)] == [1, 2]


def test_narrowed_content_has_no_past_either(client: Client) -> None:
    story = Story().publish(0, title="One").publish(2, title="Two", **NARROW)
    assert story.titles(client, 1, 3) == [None, None]


def test_its_dates_and_topics_are_those_of_the_time(client: Client) -> None:
    topic = a_document(Kind.TOPIC, title="Crowds")
    record_publication(topic)
    reference = Reference(relation=Relation.TOPIC, target=topic.content_id)
    story = Story().publish(0, title="One", references=(reference,), reviewed_at=START)
    story.publish(1, summary="Corrected", update_type=UpdateType.MINOR).publish(3, title="Two", references=())
    found = story.at(client, 2)
    assert (found["title"], found["summary"], found["topics"]) == ("One", "Corrected", [{"title": "Crowds"}])
    assert found["updatedAt"] == START.isoformat()
    assert found["reviewedAt"] == START.isoformat()
    assert (found["edition"]["number"], found["edition"]["signature"]) == (2, None)
    assert story.at(client, None)["topics"] == []


def test_translations_are_as_of_the_time_too(client: Client) -> None:
    story = Story().publish(0, title="One").publish(2, title="Two")
    welsh = story.document.model_copy(update={"locale": "cy", "path": "/cy/stori/", "title": "Un"})
    record_publication(welsh, START + DAY)
    assert story.at(client, 1.5)["translations"] == [
        {"locale": "cy", "title": "Un"},
        {"locale": "en-gb", "title": "One"},
    ]
    assert story.at(client, 0.5)["translations"] == [{"locale": "en-gb", "title": "One"}]


def test_the_future_is_not_known(client: Client) -> None:
    tomorrow = (timezone.now() + DAY).isoformat()
    assert refused(client, AS_OF, by={"id": str(uuid4())}, asOf=tomorrow) == "BAD_INPUT"


@pytest.mark.parametrize("viewer", [ANONYMOUS, Viewer(Audience.REGISTERED)])
def test_it_is_compiled_whatever_the_time(viewer: Viewer) -> None:
    topic = a_document(Kind.TOPIC, title="Crowds")
    record_publication(topic)
    reference = Reference(relation=Relation.TOPIC, target=topic.content_id)
    story = Story().publish(0, title="One", **NARROW).publish(2, title="Two", references=(reference,), **OPEN)
    story.publish(3, summary="Corrected", update_type=UpdateType.MINOR, references=(), expires_at=START + 900 * DAY)
    for day in (-1, 1, 2.5, 3, 9, None):
        as_of = None if day is None else (START + day * DAY).isoformat()
        for by in ({"id": str(story.document.id)}, {"path": "/guidance/story/"}, {"code": "none"}):
            data_on_both_paths(COMPILED, viewer, by=by, asOf=as_of)
