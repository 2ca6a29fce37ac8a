"""Each test has indices of its own on each engine, and a worker's round by hand."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from elasticsearch import Elasticsearch
from pytest_django.fixtures import Settings

from publishing.consumers import consumers, duties
from publishing.models import Cursor
from publishing.worker import Worker
from search.configured import consumers as search_consumers
from search.upkeep import Upkeep

BOTH = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


@pytest.fixture(autouse=True)
def index_folder(tmp_path: Path, settings: Settings) -> Path:
    """An empty folder for tantivy's index."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    return tmp_path / "index"


@pytest.fixture
def elasticsearch_index(elasticsearch_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The hub searches with Elasticsearch; how the names of this test's indices begin."""
    settings.ELASTICSEARCH_URLS = (elasticsearch_url,)
    settings.ELASTICSEARCH_INDEX = f"test-{uuid4().hex[:12]}"
    for consumer in search_consumers():
        monkeypatch.setitem(consumers, consumer.name, consumer)
        monkeypatch.setitem(duties, f"{consumer.name}-index", Upkeep(consumer))
    yield settings.ELASTICSEARCH_INDEX
    with Elasticsearch(elasticsearch_url) as client:
        if names := list(client.indices.get_alias(index=f"{settings.ELASTICSEARCH_INDEX}-*")):
            client.indices.delete(index=names)


@pytest.fixture(params=BOTH)
def engine(request: pytest.FixtureRequest) -> str:
    """The name that answers carry: the test is run with each engine."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch_index")
    return str(request.param).upper()


@pytest.fixture
def drain(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let a worker take in all that is in the log; a failure of the index fails the test."""
    # In a process's first round cms would publish its first pages by itself.
    monkeypatch.delitem(duties, "schedule", raising=False)

    def round_of_work() -> None:
        worker = Worker("test")
        worker.run_round()
        worker.release()
        assert not Cursor.objects.exclude(error="").values_list("consumer", "error")

    return round_of_work
