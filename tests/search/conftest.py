"""Each test has an index of its own, and a worker's round by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from publishing.consumers import duties
from publishing.models import Cursor
from publishing.worker import Worker


@pytest.fixture(autouse=True)
def index_folder(tmp_path: Path, settings: Settings) -> Path:
    """An empty folder for the index."""
    settings.SEARCH_INDEX_DIR = tmp_path / "index"
    return tmp_path / "index"


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
