"""What the log says after each event of a document's life."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Event, Kind, Relation, RemovalReason
from publishing.log.record import record_publication, record_relocation, record_withdrawal
from publishing.models import Change, ContentItem
from tests.publishing.documents import a_document, publish

pytestmark = pytest.mark.django_db


def test_publishing_records_item_edition_and_change() -> None:
    document = a_document(title="Watch the doors")
    change = record_publication(document)
    item = ContentItem.objects.get(pk=document.id)
    assert change is not None
    assert (change.event, change.item, change.edition) == (Event.PUBLISHED, item, item.edition)
    assert item.edition is not None
    assert (item.edition.number, item.edition.title) == (1, "Watch the doors")


def test_publishing_the_same_again_records_nothing() -> None:
    document = a_document()
    record_publication(document)
    assert record_publication(document) is None
    assert Change.objects.count() == 1


def test_the_same_moment_in_another_zone_is_the_same_again() -> None:
    moment = datetime(2026, 7, 1, 12, tzinfo=UTC)
    document = a_document(effective_at=moment)
    record_publication(document)
    summer_time = moment.astimezone(timezone(timedelta(hours=1)))
    assert record_publication(a_document(content_id=document.content_id, effective_at=summer_time)) is None


def test_a_change_of_text_makes_the_next_edition() -> None:
    document = a_document()
    record_publication(document)
    change = record_publication(document.model_copy(update={"title": "Watch the gates"}))
    assert change is not None
    assert change.event == Event.UPDATED
    assert change.edition is not None
    assert change.previous is not None
    assert (change.edition.number, change.previous.number) == (2, 1)


def test_a_change_of_audience_is_recorded_as_one() -> None:
    document = a_document()
    record_publication(document)
    change = record_publication(document.model_copy(update={"audience": Audience.VALIDATED, "marking": Marking.AMBER}))
    assert change is not None
    assert change.event == Event.AUDIENCE_CHANGED


def test_a_moved_item_leaves_its_previous_path() -> None:
    document = a_document(path="/old/")
    record_publication(document)
    change = record_relocation(document.content_id, document.locale, "/new/")
    item = ContentItem.objects.get(pk=document.id)
    assert change is not None
    assert change.event == Event.RELOCATED
    assert item.path == "/new/"
    assert [previous.path for previous in item.previous_paths.all()] == ["/old/"]


def test_a_withdrawn_item_keeps_its_editions_and_loses_its_rows() -> None:
    topic = a_document(Kind.TOPIC)
    document = a_document(references=({"relation": Relation.TOPIC, "target": topic.content_id},))
    record_publication(document)
    change = record_withdrawal(
        document.content_id, document.locale, RemovalReason.SUPERSEDED, superseded_by=topic.content_id
    )
    item = ContentItem.objects.get(pk=document.id)
    assert change is not None
    assert (change.event, change.edition) == (Event.SUPERSEDED, None)
    assert (item.gone, item.superseded_by) == (RemovalReason.SUPERSEDED, topic.content_id)
    assert item.editions.count() == 1
    assert not item.links.exists()


def test_a_tombstone_can_be_published_again() -> None:
    document = a_document()
    record_publication(document)
    record_withdrawal(document.content_id, document.locale)
    change = record_publication(document)
    assert change is not None
    assert (change.event, change.previous) == (Event.PUBLISHED, None)
    assert ContentItem.objects.get(pk=document.id).is_live


def test_sequences_have_no_gaps() -> None:
    changes = [publish() for _ in range(5)]
    first = changes[0].sequence
    assert [change.sequence for change in changes] == list(range(first, first + 5))
