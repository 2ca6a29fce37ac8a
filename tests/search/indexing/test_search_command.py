"""manage.py search status and prune; rebuild and reconcile are tested separately."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, load_command_class
from django.utils import timezone
from elasticsearch import Elasticsearch
from pytest_django.fixtures import Settings

from publishing.log.record import record_publication
from publishing.models import Cursor
from search.engines.interface import LogPosition
from tests.engines import free_port
from tests.publishing.documents import publish
from tests.search.index_drift import get_consumer, live_index, unbuildable_edition

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Drain = Callable[[], None]
Out = pytest.CaptureFixture[str]


def run_command(out: Out, *arguments: str) -> str:
    """Return what the command says; it fails or not."""
    out.readouterr()
    try:
        call_command("search", *arguments)
    except CommandError as error:
        return f"{out.readouterr().out}{error}"
    return out.readouterr().out


def status(engine: str, out: Out) -> dict[str, Any]:
    rows = run_command(out, "status", "--json", "--engine", engine.lower())
    (row,) = json.loads(rows[: rows.rindex("]") + 1])
    assert isinstance(row, dict)
    return row


def test_an_up_to_date_engine_is_healthy(engine: str, drain: Drain, capsys: Out) -> None:
    publish(title="Canary")
    drain()
    call_command("search", "status", "--engine", engine.lower())
    name = live_index(engine).name
    assert capsys.readouterr().out == (f"{engine.lower()}: healthy\n  index {name}; documents: 1; up to date (at 1)\n")
    row = status(engine, capsys)
    assert (row["documents"], row["position"], row["behind"], row["problems"]) == (1, 1, 0, [])
    assert row["breaker"] == ("closed" if engine == "ELASTICSEARCH" else "")


def test_an_empty_hub_is_healthy(engine: str) -> None:
    call_command("search", "status")


def test_a_change_may_wait_for_a_minute(
    engine: str, drain: Drain, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(title="Canary")
    drain()
    publish(title="Canary two")
    row = status(engine, capsys)
    assert (row["behind"], row["problems"]) == (1, [])
    monkeypatch.setattr("search.indexing.status.MAX_WAITING_SECONDS", 0)
    output = run_command(capsys, "status", "--engine", engine.lower())
    assert "; documents: 1; changes behind: 1 (at 1)" in output
    assert "the oldest change that it lacks has been waiting" in output


def test_documents_set_aside_are_reported(engine: str, drain: Drain, capsys: Out) -> None:
    record_publication(unbuildable_edition())
    drain()
    output = run_command(capsys, "status", "--engine", engine.lower())
    assert "  documents set aside: 1\n" in output
    assert output.endswith(f"Not healthy: {engine.lower()}.")


def test_the_workers_last_error_is_reported(engine: str, drain: Drain, capsys: Out) -> None:
    publish()
    drain()
    Cursor.objects.filter(pk=get_consumer(engine).name).update(error="OSError: the disk is full")
    assert "  the worker is failing: OSError: the disk is full\n" in run_command(
        capsys, "status", "--engine", engine.lower()
    )


def test_an_engine_without_an_index_is_reported(engine: str, capsys: Out) -> None:
    publish()
    assert "has no index yet" in run_command(capsys, "status", "--engine", engine.lower())
    assert "has no index yet. Build one with" in run_command(capsys, "reconcile", "--engine", engine.lower())


def test_an_index_of_another_log_is_reported(engine: str, drain: Drain, capsys: Out) -> None:
    publish()
    drain()
    live_index(engine).write((), {}, LogPosition(1, "of a restored database"))
    assert "built from another log" in run_command(capsys, "status", "--engine", engine.lower())


def test_a_new_index_that_is_being_built_is_reported(engine: str, drain: Drain, capsys: Out) -> None:
    publish()
    drain()
    ends = timezone.now() + timedelta(seconds=5)
    Cursor.objects.create(consumer=get_consumer(engine).rebuild_lease, holder="another process", held_until=ends)
    assert "  a new index is being built\n" in run_command(capsys, "status", "--engine", engine.lower())


def test_a_cluster_that_does_not_answer_is_reported(settings: Settings, capsys: Out) -> None:
    settings.ELASTICSEARCH_URLS = (f"http://127.0.0.1:{free_port()}",)
    output = run_command(capsys, "status")
    assert "tantivy: healthy\n" in output
    assert "  unreachable: Elasticsearch does not answer: Connection error\n" in output
    assert output.endswith("Not healthy: elasticsearch.")
    assert "Elasticsearch does not answer" in run_command(capsys, "rebuild", "--engine", "elasticsearch")


def test_an_engine_that_this_hub_does_not_use_is_reported(capsys: Out) -> None:
    assert run_command(capsys, "rebuild", "--engine", "elasticsearch").startswith("This hub does not use elasticsearch")


@pytest.fixture
def left(engine: str, settings: Settings, request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Two indices that other releases left, and beside them what is none."""
    if engine == "TANTIVY":
        names = ["tantivy-0123456789ab", "tantivy-ba9876543210"]
        for name in [*names, "tantivy-mine", "other"]:
            (settings.SEARCH_INDEX_DIR / name).mkdir(parents=True)
        yield names
        return
    prefix = settings.ELASTICSEARCH_INDEX
    names = [f"{prefix}-0123456789ab-0123456789ab", f"{prefix}-ba9876543210-0123456789ab"]
    with Elasticsearch(request.getfixturevalue("elasticsearch_url")) as client:
        for name in [*names, f"{prefix}-two-0123456789ab-0123456789ab"]:  # of a hub with another name
            client.indices.create(index=name)
        yield names


def test_indices_of_other_releases_are_reported_and_deleted_on_request(
    engine: str, left: list[str], drain: Drain, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(title="Canary")
    drain()
    assert status(engine, capsys)["others"] == left
    for answer in ("", "n", "no"):
        monkeypatch.setattr("builtins.input", lambda question, answer=answer: answer)
        call_command("search", "prune")
    assert status(engine, capsys)["others"] == left
    monkeypatch.setattr("builtins.input", lambda question: "y")
    call_command("search", "prune", "--engine", engine.lower())
    assert status(engine, capsys)["others"] == []
    assert live_index(engine).count() == 1
    assert "there are no indices of other releases" in run_command(capsys, "prune", "--yes")


def test_indices_of_other_owners_are_never_pruned(
    engine: str, left: list[str], settings: Settings, request: pytest.FixtureRequest
) -> None:
    call_command("search", "prune", "--yes")
    if engine == "TANTIVY":
        kept = {path.name for path in Path(settings.SEARCH_INDEX_DIR).iterdir()}
        assert kept == {"tantivy-mine", "other"}
    else:
        with Elasticsearch(request.getfixturevalue("elasticsearch_url")) as client:
            kept = set(client.indices.get_alias(index=f"{settings.ELASTICSEARCH_INDEX}-*"))
        assert kept == {f"{settings.ELASTICSEARCH_INDEX}-two-0123456789ab-0123456789ab"}


def test_nothing_is_deleted_without_a_confirmation(
    engine: str, left: list[str], capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_terminal(question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", no_terminal)
    assert "use --yes" in run_command(capsys, "prune")
    assert status(engine, capsys)["others"] == left


def test_the_docs_list_the_actions_and_no_others(project_root: Path) -> None:
    part = (project_root / "docs" / "search.md").read_text().split("## Maintaining the indices", 1)[1].split("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
    usage = load_command_class("search", "search").create_parser("manage.py", "search").format_usage()
    assert "|".join(listed) in usage.replace("\n", "")
