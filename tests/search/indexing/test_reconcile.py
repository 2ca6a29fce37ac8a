"""An index that differs from the log is detected and repaired: automatically by the worker, and by the command."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.access.viewers import Viewer
from publishing.log.record import record_publication, record_withdrawal
from publishing.models import ContentItem
from search.indexing import maintenance, reconcile
from search.indexing.maintenance import INTERVAL, IndexMaintenance
from search.indexing.reconcile import Problem, compare, set_aside_items
from tests.elasticsearch.proxy import Proxy
from tests.publishing.documents import a_document, publish
from tests.search.analytics.counting import Clock
from tests.search.failing_cluster import after_pause, is_complete, is_degraded, proxy
from tests.search.index_drift import (
    current_documents,
    get_consumer,
    indexed_versions,
    live_index,
    promote_with,
    remove_from_index,
    retitled,
    unbuildable_edition,
)
from tests.search.searching import search_for, titles
from tests.search.with_cluster import work

__all__ = ["after_pause", "proxy"]

pytestmark = pytest.mark.django_db

Drain = Callable[[], None]


def found(engine: str, *, deep: bool = False) -> dict[UUID, Problem]:
    index = live_index(engine)
    parts = compare(index, set_aside_items(get_consumer(engine).name), deep=deep)
    return {drift.item_id: drift.problem for part in parts for drift in part.drifts}


@pytest.fixture
def drifted(engine: str, drain: Drain) -> dict[UUID, Problem]:
    """An up-to-date index by its position, with every kind of drift; returns the expected problems."""
    kept, lost, old, otherwise, gone = (a_document(title=f"Canary {name}") for name in "abcde")
    for document in (kept, lost, old, otherwise, gone):
        record_publication(document)
    before = {made.title: made for made in current_documents(*ContentItem.objects.values_list("pk", flat=True))}
    record_publication(old.model_copy(update={"title": "Canary new"}))
    record_withdrawal(gone.content_id, gone.locale)
    drain()
    promote_with(
        engine,
        (before["Canary a"], before["Canary c"], retitled(before["Canary d"], "Sparrow"), before["Canary e"]),
    )
    return {
        lost.id: Problem.MISSING,
        old.id: Problem.WRONG_VERSION,
        gone.id: Problem.SUPERFLUOUS,
        otherwise.id: Problem.STALE_CONTENT,
    }


def test_every_kind_of_drift_is_found(engine: str, drifted: dict[UUID, Problem]) -> None:
    assert found(engine, deep=True) == drifted
    assert found(engine) == {pk: problem for pk, problem in drifted.items() if problem != Problem.STALE_CONTENT}


def test_the_command_reports_drift_and_fails(
    engine: str, drifted: dict[UUID, Problem], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="differ from the log: 4"):
        call_command("search", "reconcile", "--deep", "--engine", engine.lower())
    output = capsys.readouterr().out
    for item_id, problem in drifted.items():
        assert f"{engine.lower()}: 1 {problem}: {item_id}" in output


def test_the_command_repairs_drift(
    engine: str, drifted: dict[UUID, Problem], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("search", "reconcile", "--deep", "--repair")
    assert f"{engine.lower()}: the index and the log agree." in capsys.readouterr().out
    assert found(engine, deep=True) == {}
    assert set(titles(search_for("canary"))) == {"Canary a", "Canary b", "Canary d", "Canary new"}
    assert search_for("sparrow").total == 0


def test_any_number_of_items_is_compared_in_batches(engine: str, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "BATCH", 2)
    changes = [publish(title=f"Canary {number}") for number in range(9)]
    drain()
    assert Counter(len(part.agreed) for part in compare(live_index(engine))) == {2: 4, 1: 1}
    promote_with(engine, current_documents(*(change.item_id for change in changes)))
    ContentItem.objects.update(gone="withdrawn")
    assert set(found(engine).values()) == {Problem.SUPERFLUOUS}
    assert len(found(engine)) == 9


def test_changes_after_the_indexs_position_are_not_drift(engine: str, drain: Drain) -> None:
    documents = [a_document(title=f"Canary {number}") for number in range(3)]
    for document in documents[:2]:
        record_publication(document)
    drain()
    record_withdrawal(documents[0].content_id, documents[0].locale)
    record_publication(documents[1].model_copy(update={"title": "Canary again"}))
    record_publication(documents[2])
    assert found(engine, deep=True) == {}


def test_documents_set_aside_and_expired_items_are_not_drift(engine: str, drain: Drain) -> None:
    record_publication(unbuildable_edition())
    publish(title="Canary", expires_at=timezone.now() + timedelta(hours=1))
    drain()
    ContentItem.objects.exclude(expires_at=None).update(expires_at=timezone.now())
    assert found(engine) == {}


def test_the_worker_compares_when_it_starts_and_every_hour(engine: str, drain: Drain) -> None:
    item_id = publish(title="Canary").item_id
    drain()
    clock = Clock()
    run_maintenance = IndexMaintenance(get_consumer(engine), clock)
    remove_from_index(engine, item_id)
    run_maintenance()
    assert item_id in indexed_versions(engine)
    remove_from_index(engine, item_id)
    run_maintenance()
    clock.move(INTERVAL - timedelta(seconds=1))
    run_maintenance()
    assert item_id not in indexed_versions(engine)
    clock.move(timedelta(seconds=1))
    run_maintenance()
    assert item_id in indexed_versions(engine)


def test_the_worker_reports_what_it_repaired(
    engine: str, drifted: dict[UUID, Problem], caplog: pytest.LogCaptureFixture
) -> None:
    run_maintenance = IndexMaintenance(get_consumer(engine))
    run_maintenance()
    run_maintenance()  # a round ends after half a second, which a repair may take on a busy machine
    assert found(engine) == {}
    (output,) = [message for message in caplog.messages if "differed from the log" in message]
    assert all(f"1 {problem}" in output for problem in (Problem.MISSING, Problem.WRONG_VERSION, Problem.SUPERFLUOUS))


def test_a_long_comparison_takes_several_rounds(engine: str, drain: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconcile, "BATCH", 2)
    monkeypatch.setattr(maintenance, "ROUND_SECONDS", 0.0)
    item_ids = sorted(publish(title=f"Canary {number}").item_id for number in range(8))
    drain()
    for item_id in item_ids:
        remove_from_index(engine, item_id)
    run_maintenance = IndexMaintenance(get_consumer(engine))
    for repaired in (2, 4, 6, 8):
        run_maintenance()
        assert sorted(indexed_versions(engine)) == item_ids[:repaired]


def test_an_index_that_could_not_be_read_is_compared_once_it_can(index_folder: Path, drain: Drain) -> None:
    item_id = publish(title="Canary").item_id
    drain()
    run_maintenance = IndexMaintenance(get_consumer("TANTIVY"))
    run_maintenance()
    remove_from_index("TANTIVY", item_id)
    run_maintenance()
    assert indexed_versions("TANTIVY") == {}
    (meta,) = index_folder.glob("tantivy-*/*/meta.json")
    meta.rename(meta.with_name("kept"))
    meta.mkdir()
    with pytest.raises(Exception, match=r"meta\.json"):
        run_maintenance()
    meta.rmdir()
    meta.with_name("kept").rename(meta)
    run_maintenance()
    assert item_id in indexed_versions("TANTIVY")


@pytest.mark.slow
def test_a_cluster_that_recovers_is_repaired_in_one_round(proxy: Proxy, after_pause: Callable[[], None]) -> None:
    shown = a_document(title="Canary shown")
    withdrawn, narrowed = (a_document(title=f"Canary {name}") for name in ("withdrawn", "narrowed"))
    for document in (shown, withdrawn, narrowed):
        record_publication(document)
    work()
    assert search_for("canary").total == 3
    remove_from_index("ELASTICSEARCH", shown.id)  # as if a write that was acknowledged had been lost
    proxy.hang()
    record_withdrawal(withdrawn.content_id, withdrawn.locale)
    record_publication(
        narrowed.model_copy(update={"audience": Audience.VALIDATED, "marking": Marking.AMBER, "title": "Canary sealed"})
    )
    publish(title="Canary new")
    work()
    assert is_degraded(search_for("canary"))
    assert set(titles(search_for("canary"))) == {"Canary shown", "Canary new"}
    proxy.forward()
    after_pause()
    work()
    result = search_for("canary")
    assert is_complete(result)
    assert set(titles(result)) == {"Canary shown", "Canary new"}
    assert search_for("canary", viewer=Viewer(Audience.VALIDATED)).total == 3
    assert found("ELASTICSEARCH", deep=True) == {}
