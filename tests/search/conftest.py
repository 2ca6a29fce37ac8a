"""Each test has indices of its own on each engine, and a worker's round by hand."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from publishing.consumers.registry import periodic_tasks
from publishing.models import Cursor
from search.engines.configured import engines
from search.retrieval import failover
from tests.search.with_cluster import hub_with_cluster, work

BOTH = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


@pytest.fixture(autouse=True)
def index_folder(tmp_path: Path, settings: Settings) -> Path:
    """An empty folder for tantivy's index."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    return tmp_path / "index"


@pytest.fixture
def elasticsearch_index(elasticsearch_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The hub searches with Elasticsearch; how the names of this test's indices begin."""
    with hub_with_cluster([elasticsearch_url], settings, monkeypatch) as begins:
        yield begins


@pytest.fixture(params=BOTH)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name that answers carry: the test is run with each engine, and without the other to fall back on."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch_index")
        monkeypatch.setattr(failover, "engines", lambda: engines()[:1])
    return str(request.param).upper()


@pytest.fixture
def drain(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let a worker take in all that is in the log; a failure of the index fails the test."""
    if "engine" in request.fixturenames:
        request.getfixturevalue("engine")  # before the first round, which fills what the hub has by then
    # In a process's first round cms would publish its first pages by itself.
    monkeypatch.delitem(periodic_tasks, "schedule", raising=False)

    def round_of_work() -> None:
        work()
        assert not Cursor.objects.exclude(error="").values_list("consumer", "error")

    return round_of_work
