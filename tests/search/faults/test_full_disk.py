"""tantivy's folder is full: nothing unfinished is left, and earlier documents are still found."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client

from publishing.models import Change, Cursor
from search.engines.interface import EngineUnavailableError
from search.indexing.consumer import position_at
from search.retrieval import failover
from tests.publishing.documents import publish
from tests.search.index_drift import current_documents, get_consumer, live_index
from tests.search.searching import search_for, titles
from tests.search.with_cluster import work

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Drain = Callable[[], None]


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Let no file of this process grow beyond some bytes: a write fails as on a full disk, in every thread."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [0, 100, 600])
def test_a_full_disk_leaves_the_index_as_it_was(drain: Drain, room: int) -> None:
    publish(title="Old lantern")
    drain()
    change = publish(title="New lantern")
    documents, position = current_documents(change.item_id), position_at(Change.objects.get(pk=change.sequence))
    index = live_index("TANTIVY")
    with full_disk(room), pytest.raises(EngineUnavailableError, match=r"cannot be written to: File too large$"):
        index.write(documents, {}, position)
    assert (search_for("lantern").engine, titles(search_for("lantern"))) == ("TANTIVY", ["Old lantern"])
    drain()
    assert live_index("TANTIVY").name == index.name
    assert search_for("lantern").total == 2


@pytest.mark.parametrize("room", [0, 100])
def test_an_index_that_cannot_be_created_leaves_no_folder(drain: Drain, index_folder: Path, room: int) -> None:
    publish(title="Old lantern")
    drain()
    before = sorted(index_folder.glob("tantivy-*/*"))
    store = get_consumer("TANTIVY").store()
    with full_disk(room), pytest.raises(EngineUnavailableError, match=r"cannot be written to: File too large$"):
        store.create_index()
    assert sorted(index_folder.glob("tantivy-*/*")) == before


def test_a_folder_that_cannot_be_created_is_reported_and_created_later(index_folder: Path, client: Client) -> None:
    index_folder.write_text("a file in its place")
    publish(title="Lantern")
    for _ in range(3):
        work()
    assert "Error" in Cursor.objects.get(pk="search-index").error
    assert (search_for("lantern").engine, search_for("lantern").total) == ("DATABASE", 1)
    index_folder.unlink()
    work()
    assert (search_for("lantern").engine, search_for("lantern").total) == ("TANTIVY", 1)
    assert client.get("/readyz").json()["search"] == "ok"


def test_an_unexpected_failure_is_logged_once(
    drain: Drain, index_folder: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(title="Lantern")
    drain()
    monkeypatch.setattr(failover, "last_failures", {})
    (folder,) = (path for path in index_folder.glob("tantivy-*/*") if path.is_dir())
    folder.rename(folder.with_name("elsewhere"))
    for _ in range(40):
        assert search_for("lantern").engine == "DATABASE"
    assert len([record for record in caplog.records if record.name == "search.retrieval.failover"]) == 1
