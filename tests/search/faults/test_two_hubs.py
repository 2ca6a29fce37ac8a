"""Two hubs with one prefix or folder: the second is refused, the first is unaffected, and ownership can be taken."""

from collections.abc import Callable
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from elasticsearch import Elasticsearch
from pytest_django.fixtures import Settings

from publishing.models import Cursor
from search.engines.interface import ForeignIndexError, LogPosition
from search.models import LogIdentity
from tests.publishing.documents import publish
from tests.search.failing_cluster import after_pause
from tests.search.index_drift import get_consumer, indexed_versions, indices, live_index
from tests.search.searching import search_for
from tests.search.with_cluster import work

__all__ = ["after_pause"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

Drain = Callable[[], None]
HOW = {"TANTIVY": "Set HUB_DATA_DIR to", "ELASTICSEARCH": "Set HUB_ELASTICSEARCH_INDEX to"}


@pytest.fixture
def other(engine: str, drain: Drain) -> Callable[[], None]:
    """Fill the index; return a function that switches this hub's log identity back and forth."""
    publish(title="Lantern")
    drain()
    ids = [LogIdentity.current(), str(uuid4())]

    def swap() -> None:
        ids.reverse()
        LogIdentity.objects.update(log=ids[0])
        Cursor.objects.update(sequence=0, error="")

    return swap


def refused(engine: str) -> str:
    """Return the worker's last error."""
    return Cursor.objects.get(pk=f"{get_consumer(engine).name}-index").error


def test_another_hub_is_refused_with_a_helpful_message(engine: str, other: Callable[[], None]) -> None:
    before, known = indices(engine), indexed_versions(engine)
    other()
    for _ in range(2):
        work()
    assert "ForeignIndexError" in refused(engine)
    assert HOW[engine] in refused(engine)
    assert "--take-over" in refused(engine)
    consumer = get_consumer(engine)
    for change in (
        consumer.reset,
        consumer.delete_unused,
        consumer.repair_pointers,
        consumer.store().create_index,
        consumer.store().delete_other_releases,
    ):
        with pytest.raises(ForeignIndexError):
            change()
    out = StringIO()
    for action in ("rebuild", "reconcile", "prune"):
        with pytest.raises(CommandError, match=HOW[engine]):
            call_command("search", action, "--engine", engine.lower(), stdout=out)
    with pytest.raises(CommandError, match="Not healthy"):
        call_command("search", "status", "--engine", engine.lower(), stdout=out)
    assert HOW[engine] in out.getvalue()
    other()
    assert indices(engine) == before
    assert indexed_versions(engine) == known
    work()
    assert not refused(engine)
    assert (search_for("lantern").engine, search_for("lantern").degraded) == (engine, False)


def test_ownership_can_be_taken_by_hand(
    engine: str, other: Callable[[], None], after_pause: Callable[[], None]
) -> None:
    before = live_index(engine).name
    other()
    work()
    after_pause()
    out = StringIO()
    call_command("search", "rebuild", "--take-over", "--engine", engine.lower(), stdout=out)
    assert "the new index is live" in out.getvalue()
    assert live_index(engine).name != before
    work()
    assert not refused(engine)
    assert (search_for("lantern").engine, search_for("lantern").total) == (engine, 1)
    other()
    work()
    assert "ForeignIndexError" in refused(engine), "now the first one is refused"


def test_readers_never_get_another_hubs_index(engine: str, other: Callable[[], None]) -> None:
    index = live_index(engine)
    index.write((), {}, LogPosition(1, "a change of another log"))
    found = search_for("lantern")
    assert (found.engine, found.degraded, found.total) == ("DATABASE", True, 1)


def test_an_index_without_an_owner_becomes_the_hubs_whose_log_it_was_built_from(
    engine: str, drain: Drain, settings: Settings, elasticsearch_maybe: Elasticsearch | None
) -> None:
    publish(title="Lantern")
    drain()
    before = live_index(engine).name
    disown(engine, settings, elasticsearch_maybe)
    if engine == "ELASTICSEARCH":  # the local folder has its owner still
        (settings.SEARCH_INDEX_DIR / "owner").unlink()
    LogIdentity.objects.update(log=uuid4())
    drain()
    assert live_index(engine).name == before, "as after an upgrade: there is no rebuild"
    LogIdentity.objects.update(log=uuid4())
    work()
    assert "ForeignIndexError" in refused(engine), "it was noted whose it is"


def test_an_index_without_an_owner_built_from_another_log_is_not_taken(
    engine: str, drain: Drain, settings: Settings, elasticsearch_maybe: Elasticsearch | None
) -> None:
    publish(title="Lantern")
    drain()
    live_index(engine).write((), {}, LogPosition(1, "a change of another log"))
    disown(engine, settings, elasticsearch_maybe)
    work()
    assert "ForeignIndexError" in refused(engine)


@pytest.fixture
def elasticsearch_maybe(engine: str, request: pytest.FixtureRequest) -> Elasticsearch | None:
    """An administrator, where there is a cluster."""
    return Elasticsearch(request.getfixturevalue("elasticsearch_url")) if engine == "ELASTICSEARCH" else None


def disown(engine: str, settings: Settings, client: Elasticsearch | None) -> None:
    """Leave the index as a release made it that knew of no owners."""
    if client is None:
        (settings.SEARCH_INDEX_DIR / "owner").unlink()
    else:
        with client:
            client.indices.put_mapping(index=live_index(engine).name, meta={})


def test_a_hub_whose_prefix_begins_like_another_is_not_refused(
    elasticsearch_index: str, drain: Drain, settings: Settings
) -> None:
    publish(title="Lantern")
    drain()
    first = indices("ELASTICSEARCH")
    mine = LogIdentity.current()
    settings.ELASTICSEARCH_INDEX = f"{elasticsearch_index}-two"
    LogIdentity.objects.update(log=uuid4())
    store = get_consumer("ELASTICSEARCH").store()
    index = store.create_index()
    store.promote(index)
    settings.ELASTICSEARCH_INDEX = elasticsearch_index
    LogIdentity.objects.update(log=mine)
    work()
    assert not refused("ELASTICSEARCH")
    get_consumer("ELASTICSEARCH").delete_unused()
    assert set(indices("ELASTICSEARCH")) == {*first, index.name}
