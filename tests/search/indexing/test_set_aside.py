"""A document that cannot be built or that the engine rejects is set aside; the rest of the log is indexed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import Viewer
from publishing.kinds import Kind
from publishing.log.record import record_publication, record_withdrawal
from search.documents.search_document import latest_versions
from search.indexing.writing import build_or_reject
from search.models import SetAside
from tests.publishing.documents import a_document, publish
from tests.search.index_drift import (
    current_documents,
    get_consumer,
    indexed_versions,
    live_index,
    rejected_edition,
    remove_from_index,
    unbuildable_edition,
)
from tests.search.searching import search_for, titles

pytestmark = pytest.mark.django_db

Drain = Callable[[], None]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def listed(engine: str) -> list[UUID]:
    return list(SetAside.objects.of(get_consumer(engine).name).values_list("item", flat=True))


def make_due() -> None:
    SetAside.objects.update(next_at=timezone.now() - timedelta(seconds=1))


def test_one_document_that_cannot_be_built_does_not_stop_the_others(engine: str, drain: Drain) -> None:
    publish(title="Canary before")
    change = record_publication(unbuildable_edition())
    publish(title="Canary after")
    drain()
    assert (search_for("canary").total, search_for("utopia").total, search_for("canary").engine) == (2, 0, engine)
    row = SetAside.objects.get(consumer=get_consumer(engine).name)
    assert (row.item_id, row.version, row.attempts) == (change.item_id, change.sequence, 1)
    assert row.reason.startswith("ValidationError: 1 validation error for TravelAdviceDetails\ncountry_name")
    assert "utopia" not in row.reason, "a reason is shown to people who may not read the document"


def test_a_document_is_set_aside_only_for_the_engine_that_rejects_it(elasticsearch_index: str, drain: Drain) -> None:
    change = record_publication(rejected_edition())
    publish(title="Canary")
    drain()
    assert (search_for("canary").total, search_for("utopia").total) == (1, 0)
    row = SetAside.objects.get()
    assert (row.consumer, row.item_id) == ("search-elasticsearch", change.item_id)
    assert "immense term" in row.reason
    assert change.item_id in indexed_versions("TANTIVY")


def test_an_index_returns_rejected_documents_and_indexes_the_rest(engine: str, drain: Drain) -> None:
    bad, good = (record_publication(a_document(title=title)).item_id for title in ("Canary bad", "Canary good"))
    drain()
    documents = {document.item_id: document for document in current_documents(bad, good)}
    object.__setattr__(documents[bad], "updated_at", 2**70)
    (refusal,) = live_index(engine).write(documents.values(), {}, None)
    assert (refusal.item_id, refusal.version) == (bad, documents[bad].version)
    assert refusal.reason
    assert list(indexed_versions(engine)) == [good]


def test_no_older_edition_with_a_wider_audience_stays_in_the_index(engine: str, drain: Drain) -> None:
    document = a_document(Kind.TRAVEL_ADVICE, title="Utopia for all")
    record_publication(document)
    drain()
    assert search_for("utopia").total == 1
    narrowed = {"content_id": document.content_id, "path": document.path}
    change = record_publication(unbuildable_edition(audience=Audience.VALIDATED, marking=Marking.AMBER, **narrowed))
    drain()
    assert search_for("utopia").total == search_for("utopia", viewer=Viewer(Audience.VALIDATED)).total == 0
    assert indexed_versions(engine) == {}
    assert listed(engine) == [change.item_id]


def test_the_next_change_of_the_item_is_indexed_and_empties_the_list(engine: str, drain: Drain) -> None:
    bad = unbuildable_edition()
    record_publication(bad)
    drain()
    record_publication(a_document(Kind.TRAVEL_ADVICE, title="Utopia", content_id=bad.content_id, path=bad.path))
    drain()
    assert titles(search_for("utopia")) == ["Utopia"]
    assert listed(engine) == []


def test_withdrawn_items_are_no_longer_set_aside(engine: str, drain: Drain) -> None:
    bad = unbuildable_edition()
    record_publication(bad)
    drain()
    record_withdrawal(bad.content_id, bad.locale)
    drain()
    assert listed(engine) == []


def test_a_new_edition_that_fails_as_well_starts_a_new_count(engine: str, drain: Drain) -> None:
    bad = unbuildable_edition()
    record_publication(bad)
    drain()
    make_due()
    drain()
    assert SetAside.objects.get(consumer=get_consumer(engine).name).attempts == 2
    change = record_publication(bad.model_copy(update={"title": "Utopia again"}))
    drain()
    row = SetAside.objects.get(consumer=get_consumer(engine).name)
    assert (row.version, row.attempts) == (change.sequence, 1)


def test_the_worker_tries_again_when_due_and_not_before(engine: str, drain: Drain) -> None:
    change = publish(title="Canary")
    drain()
    remove_from_index(engine, change.item_id)
    now = timezone.now()
    later = {"tried_at": now, "next_at": now + timedelta(hours=1)}
    name = get_consumer(engine).name
    SetAside.objects.create(
        consumer=name, item_id=change.item_id, version=change.sequence, reason="Was", first_at=now, **later
    )
    drain()
    assert (search_for("canary").total, listed(engine)) == (0, [change.item_id])
    make_due()
    drain()
    assert (search_for("canary").total, listed(engine)) == (1, [])


def test_retries_become_less_frequent_down_to_one_an_hour() -> None:
    row, pauses = SetAside(version=0), []
    for _ in range(10):
        row.record_failure(7, "why", NOON)
        pauses.append((row.next_at - NOON) // timedelta(minutes=1))
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    row.record_failure(8, "why", NOON)
    assert (row.attempts, row.next_at - NOON) == (1, timedelta(minutes=1))


def test_a_reason_is_stored_with_any_characters(engine: str, drain: Drain) -> None:
    row = SetAside(consumer="search", item_id=publish().item_id, version=0)
    row.record_failure(1, "a\x00b\ud800" + "c" * 5000, NOON)
    row.save()
    assert SetAside.objects.get().reason.startswith("ab?ccc")
    assert len(SetAside.objects.get().reason) == 1000


def test_a_bad_document_costs_the_others_little() -> None:
    changes = [publish() for _ in range(31)] + [record_publication(unbuildable_edition())]
    versions = latest_versions([change.item_id for change in changes])
    with CaptureQueriesContext(connection) as plain:
        build_or_reject(dict(list(versions.items())[:1]))
    with CaptureQueriesContext(connection) as poisoned:
        documents, refusals = build_or_reject(versions)
    assert (len(documents), [refusal.item_id for refusal in refusals]) == (31, [changes[-1].item_id])
    assert len(poisoned) <= 11 * len(plain)
