"""Snapshots, filters and requests to resync. Arbitrary orders of events are covered by test_sync_property.py."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind, Relation, RemovalReason
from publishing.log.new_edition import NewEdition, Reference
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import Change, ContentItem, Entitlement
from tests.graphql_api.api_client import Json
from tests.graphql_api.factories import a_client_of, an_item
from tests.graphql_api.sync.test_sync_property import a_topic
from tests.graphql_api.sync_client import Copy
from tests.publishing.documents import a_document

pytestmark = pytest.mark.django_db

REGISTERED: dict[str, Any] = {"audience": Audience.REGISTERED, "marking": Marking.GREEN}


@pytest.fixture
def doors() -> NewEdition:
    """A topic."""
    topic = a_topic("doors")
    record_publication(topic)
    return topic


def about(topic: NewEdition) -> dict[str, Any]:
    """Return what makes a document one about a topic."""
    return {"references": (Reference(relation=Relation.TOPIC, target=topic.content_id),)}


def in_step(client: Client, **wanted: Any) -> Copy:
    """Return a copy that has just been taken."""
    copy = Copy(client, wanted)
    copy.catch_up()
    return copy


def next_changes(copy: Copy) -> list[Json]:
    """Return the next changes for a copy."""
    nodes: list[Json] = copy.step()["nodes"]
    return nodes


def test_a_snapshot_is_read_in_pages_that_repeat_nothing_and_miss_nothing(client: Client) -> None:
    items = {str(an_item().pk) for _ in range(5)}
    copy = Copy(client)
    pages = [copy.step(2) for _ in range(3)]
    assert [len(page["nodes"]) for page in pages] == [2, 2, 1]
    assert len({page["cursor"] for page in pages}) == 1
    assert set(copy.store) == items


def test_content_published_during_a_snapshot_is_in_the_changes_after_it(client: Client) -> None:
    for _ in range(3):
        an_item()
    copy = Copy(client)
    copy.step(2)
    an_item(title="During")
    copy.catch_up()
    assert "During" in {content["title"] for content in copy.store.values()}
    assert copy.store == in_step(client).store


def test_an_edit_that_takes_the_topic_away_is_reported_once_as_left(client: Client, doors: NewEdition) -> None:
    document = a_document(**about(doors))
    record_publication(document)
    copy = in_step(client, topic={"exact": "doors"})
    record_publication(document.model_copy(update={"references": ()}))
    assert [node["tombstone"] for node in next_changes(copy)] == [
        {"reason": "LEFT_FILTER", "movedTo": None, "supersededBy": None}
    ]
    record_publication(document.model_copy(update={"references": (), "title": "Changed"}))
    assert next_changes(copy) == []
    record_publication(document)
    assert [node["content"]["title"] for node in next_changes(copy)] == [document.title]


def test_a_topic_of_a_hidden_edition_only_is_not_revealed(client: Client, doors: NewEdition) -> None:
    document = a_document(**about(doors), **REGISTERED)
    record_publication(document)
    copy = in_step(client, topic={"exact": "doors"})
    opened = {"references": (), "audience": Audience.PUBLIC, "marking": Marking.CLEAR}
    record_publication(document.model_copy(update=opened))
    assert next_changes(copy) == []


def test_narrowed_content_that_also_leaves_the_filter_looks_withdrawn(client: Client, doors: NewEdition) -> None:
    document = a_document(**about(doors))
    record_publication(document)
    copy = in_step(client, topic={"exact": "doors"})
    record_publication(document.model_copy(update={"references": (), **REGISTERED}))
    assert [node["tombstone"]["reason"] for node in next_changes(copy)] == ["WITHDRAWN"]


def test_a_reason_does_not_change_with_later_changes_for_others(client: Client) -> None:
    successor, document = an_item(title="Better"), a_document()
    record_publication(document)
    copy = in_step(client)
    record_withdrawal(document.content_id, "en-gb", RemovalReason.SUPERSEDED, superseded_by=successor.content_id)
    cursor = copy.cursor
    before = next_changes(copy)
    record_publication(document.model_copy(update=REGISTERED))
    record_withdrawal(document.content_id, "en-gb", RemovalReason.MOVED, moved_to="https://example.org/")
    copy.cursor = cursor
    assert next_changes(copy) == before
    assert before[0]["tombstone"]["supersededBy"]["title"] == "Better"


def test_another_filter_means_beginning_again(client: Client) -> None:
    copy = in_step(client)
    copy.filter = {"kind": {"exact": "BRIEFING"}}
    assert copy.step() == {"reason": "FILTER_CHANGED"}


def test_a_topic_that_is_renamed_means_beginning_again_and_then_an_error_that_empties_the_copy(
    client: Client, doors: NewEdition
) -> None:
    an_item(**about(doors))
    copy = in_step(client, topic={"exact": "doors"})
    assert len(copy.store) == 1
    record_publication(a_topic("gates", content_id=doors.content_id))
    assert copy.step() == {"reason": "FILTER_CHANGED"}
    copy.catch_up()
    assert copy.store == {}


def test_a_change_of_access_requires_a_resync() -> None:
    an_item(title="Hidden", **REGISTERED)
    copy = in_step(a_client_of(registered=False))
    assert copy.store == {}
    Entitlement.objects.update(registered=True)
    assert copy.step() == {"reason": "VIEWER_CHANGED"}
    copy.catch_up()
    assert len(copy.store) == 1
    Entitlement.objects.update(registered=False)
    assert copy.step() == {"reason": "VIEWER_CHANGED"}


def test_a_log_that_was_restored_means_beginning_again_also_once_it_has_grown_past_the_cursor(client: Client) -> None:
    an_item()
    copy = Copy(client)
    with transaction.atomic():  # what the backup does not have
        an_item()
        copy.catch_up()
        lost = copy.cursor
        transaction.set_rollback(True)
    assert copy.step() == {"reason": "LOG_CHANGED"}
    for _ in range(3):
        an_item()
    copy.cursor = lost
    assert copy.step() == {"reason": "LOG_CHANGED"}


def test_a_snapshot_s_page_may_require_a_resync_too(client: Client) -> None:
    for _ in range(2):
        an_item()
    copy = Copy(client)
    copy.step(1)
    copy.filter = {"locale": {"exact": "cy"}}
    assert copy.step() == {"reason": "FILTER_CHANGED"}


def test_a_poll_costs_the_same_however_much_hidden_happened(client: Client) -> None:
    an_item()
    copy = in_step(client)
    quiet = statements(copy)
    hidden = a_document(**REGISTERED)
    for number in range(20):
        record_publication(hidden.model_copy(update={"title": str(number)}))
    assert statements(copy) == quiet
    assert len([sql for sql in quiet if "publishing_" in sql]) <= 3


def statements(copy: Copy) -> list[str]:
    """Return the statements of a poll that finds nothing, as texts."""
    cursor = copy.cursor
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert next_changes(copy) == []
    assert copy.cursor == cursor
    return [query["sql"] for query in queries]


def test_the_pages_of_each_circle_are_ranges_of_an_index() -> None:
    an_item()
    indexes = {Audience.PUBLIC: "change_public", Audience.REGISTERED: "change_registered"}
    for audience, index in indexes.items():
        rows = Change.objects.filter(sequence__gt=0, audience__lte=audience).order_by("sequence")
        if connection.vendor == "sqlite":
            assert index in rows.values_list("sequence")[:9].explain()


def test_a_filter_goes_on_through_long_runs_of_what_it_is_not_for(
    client: Client, doors: NewEdition, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = in_step(client, topic={"exact": "doors"})
    monkeypatch.setattr("graphql_api.sync.changes.MAX_SCANNED", 3)
    for _ in range(7):
        an_item()
    an_item(title="About doors", **about(doors))
    pages = [copy.step() for _ in range(3)]
    assert [page["hasNextPage"] for page in pages] == [True, True, False]
    assert [content["title"] for content in copy.store.values()] == ["About doors"]


def test_content_past_its_expiry_is_in_no_snapshot(client: Client) -> None:
    an_item(expires_at=timezone.now() - timedelta(seconds=1))
    assert in_step(client).store == {}
    assert ContentItem.objects.visible_to(ANONYMOUS).count() == 0


def test_kinds_are_filtered_in_the_index(client: Client) -> None:
    copy = in_step(client, kind={"exact": "BRIEFING"})
    an_item()
    an_item(Kind.BRIEFING, title="Briefing")
    assert [node["content"]["title"] for node in next_changes(copy)] == ["Briefing"]
