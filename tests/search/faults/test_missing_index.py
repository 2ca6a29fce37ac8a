"""An index that accepts no writes, or only some: it is still searched, and nothing is lost."""

from collections.abc import Callable, Iterator
from io import StringIO
from math import inf

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from elasticsearch import Elasticsearch

from publishing.kinds import Kind
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import Cursor
from search.base.fields import Field
from search.engines.elasticsearch.mapping import index_body
from search.indexing.rebuild import rebuild
from search.models import SetAside
from search.retrieval import failover
from search.semantic.embedding import configured_model
from tests.publishing.documents import a_document, publish
from tests.search.failing_cluster import after_pause, count_drift, is_complete
from tests.search.index_drift import get_consumer, live_index
from tests.search.searching import search_for, titles
from tests.search.with_cluster import work

__all__ = ["after_pause"]

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.usefixtures("elasticsearch_index"),
]

NAME = "search-elasticsearch"
Drain = Callable[[], None]


@pytest.fixture
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """An administrator."""
    with Elasticsearch(elasticsearch_url) as made:
        yield made


def what_failed() -> str:
    return Cursor.objects.get(pk=NAME).error


@pytest.mark.parametrize("block", ["write", "read_only", "read_only_allow_delete"])
def test_a_closed_index_is_reported_and_catches_up_once_it_is_open(
    drain: Drain,
    after_pause: Callable[[], None],
    client: Elasticsearch,
    block: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(failover, "STALE_SECONDS", inf)  # which engine answers then: test_faults_stale.py
    stale = a_document(title="Stale lantern")
    record_publication(stale)
    publish(title="Old lantern")
    drain()
    name = live_index("ELASTICSEARCH").name
    client.indices.put_settings(index=name, settings={f"index.blocks.{block}": True})
    record_withdrawal(stale.content_id, stale.locale)
    publish(title="New lantern")
    for _ in range(6):  # more than open a breaker
        work()
    assert "blocked by: [FORBIDDEN/" in what_failed() or "[TOO_MANY_REQUESTS/" in what_failed()
    assert [record.name for record in caplog.records if record.exc_info] == ["publishing.consumers.worker"], (
        "logged once"
    )
    found = search_for("lantern")
    assert is_complete(found)
    assert titles(found) == ["Old lantern"]
    assert found.index_age > 0
    out = StringIO()
    with pytest.raises(CommandError, match="elasticsearch"):
        call_command("search", "status", stdout=out)
    assert "blocked" in out.getvalue()
    client.indices.put_settings(index=name, settings={f"index.blocks.{block}": None})
    after_pause()
    drain()
    assert set(titles(search_for("lantern"))) == {"Old lantern", "New lantern"}
    assert count_drift() == 0


def test_documents_that_a_wrong_mapping_rejects_are_set_aside_and_the_rest_is_indexed(
    drain: Drain, client: Elasticsearch
) -> None:
    publish(title="Old lantern")
    drain()
    serve_with(client, {Field.COUNTRY: {"type": "ip"}})
    france = publish(Kind.TRAVEL_ADVICE, title="Lanterns in France")
    publish(title="New lantern")
    drain()
    found = search_for("lantern")
    assert is_complete(found)
    assert set(titles(found)) == {"Old lantern", "New lantern"}
    aside = SetAside.objects.get()
    assert (aside.consumer, aside.item_id, aside.version) == (NAME, france.item_id, france.sequence)
    assert "failed to parse field [country]" in aside.reason
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("search", "status", stdout=out)
    assert "documents set aside: 1" in out.getvalue()
    SetAside.objects.update(next_at=timezone.now())
    drain()
    assert SetAside.objects.get().attempts == 2
    rebuild(get_consumer("ELASTICSEARCH"), lambda what: None, grace=0)
    assert search_for("lantern").total == 3
    assert not SetAside.objects.exists()
    assert count_drift() == 0


def serve_with(client: Elasticsearch, fields: dict[str, dict[str, str]]) -> None:
    """Let an empty index serve whose mapping has these fields made otherwise."""
    store, made = get_consumer("ELASTICSEARCH").store(), index_body(configured_model())
    index = store.create_index()
    client.indices.delete(index=index.name)
    properties = {**made["mappings"]["properties"], **fields}
    client.indices.create(
        index=index.name, settings=made["settings"], mappings={**made["mappings"], "properties": properties}
    )
    store.promote(index)
