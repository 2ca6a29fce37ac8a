"""The worker: everything reaches each consumer, whatever fails, stops or is killed."""

import signal
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from publishing.consumers import registry as registry
from publishing.consumers.registry import register_consumer, register_periodic_task
from publishing.consumers.worker import Worker
from publishing.kinds import RemovalReason
from publishing.models import Change, ContentItem, Cursor
from tests.publishing.conftest import Start
from tests.publishing.documents import publish
from tests.stack import until

pytestmark = pytest.mark.django_db


class Collector:
    """A consumer that remembers its changes, and fails on demand."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: list[int] = []
        self.fails = False

    def consume(self, changes: Sequence[Change]) -> None:
        if self.fails:
            raise OSError("the disk is full")
        self.seen += [change.sequence for change in changes]

    def reset(self) -> None:
        self.seen.clear()


@pytest.fixture
def collectors(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Collector, Collector]]:
    """Two consumers that stand alone in the registry. What cms would publish by itself (its first pages) stays out."""
    monkeypatch.delitem(registry.periodic_tasks, "schedule", raising=False)
    kept = dict(registry.consumers)
    registry.consumers.clear()
    pair = (Collector("first"), Collector("second"))
    for collector in pair:
        register_consumer(collector)
    yield pair
    registry.consumers.clear()
    registry.consumers.update(kept)


def test_every_consumer_is_given_every_change_once_and_in_order(collectors: tuple[Collector, Collector]) -> None:
    wanted = [publish().sequence for _ in range(3)]
    worker = Worker("a")
    assert worker.run_round() == 6
    assert worker.run_round() == 0
    assert [collector.seen for collector in collectors] == [wanted, wanted]


def test_a_failing_consumer_keeps_its_place_and_does_not_stop_the_others(
    collectors: tuple[Collector, Collector],
) -> None:
    failing, sound = collectors
    failing.fails = True
    publish()
    worker = Worker("a")
    worker.run_round()
    assert (failing.seen, sound.seen) == ([], [1])
    assert Cursor.objects.get(pk="first").error == "OSError: the disk is full"
    failing.fails = False
    worker.run_round()
    assert failing.seen == [1]
    assert Cursor.objects.get(pk="first").error == ""


def test_the_same_failure_is_logged_once_until_it_is_resolved(
    collectors: tuple[Collector, Collector], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing, sound = collectors
    monkeypatch.setitem(registry.periodic_tasks, "sound", lambda: sound.consume(()))
    failing.fails = sound.fails = True
    publish()
    worker = Worker("a")
    for _ in range(3):
        worker.run_round()
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "sound failed at sequence 0",
        "first failed at sequence 0",
        "second failed at sequence 0",
    ]
    failing.fails = sound.fails = False
    worker.run_round()
    assert not Cursor.objects.exclude(error="").exists()
    failing.fails = True
    publish()
    worker.run_round()
    assert caplog.messages[-1] == "first failed at sequence 1"


def test_a_second_worker_does_nothing_while_the_first_holds_the_lease(
    collectors: tuple[Collector, Collector],
) -> None:
    first, second = Worker("a"), Worker("b")
    first.run_round()
    publish()
    assert second.run_round() == 0
    first.release()
    assert second.run_round() == 2


def test_a_name_is_registered_once(collectors: tuple[Collector, Collector]) -> None:
    with pytest.raises(ValueError, match="registered already"):
        register_consumer(Collector("first"))
    with pytest.raises(ValueError, match="registered already"):
        register_periodic_task("expiry", dict)


def test_what_is_past_its_expiry_gets_a_tombstone(collectors: tuple[Collector, Collector]) -> None:
    publish(expires_at="2020-01-01T00:00:00Z")
    Worker("a").run_round()
    assert ContentItem.objects.get().gone == RemovalReason.EXPIRED


def test_a_replay_starts_from_nothing(
    collectors: tuple[Collector, Collector], capsys: pytest.CaptureFixture[str]
) -> None:
    publish()
    worker = Worker("a")
    worker.run_round()
    worker.release()
    collectors[0].seen = [99]
    call_command("replay", "first")
    assert collectors[0].seen == [1]
    assert "1/1" in capsys.readouterr().err


def test_a_replay_beside_a_worker_is_refused(collectors: tuple[Collector, Collector]) -> None:
    Worker("a").run_round()
    with pytest.raises(CommandError, match="A worker is feeding first"):
        call_command("replay", "first")


def test_the_error_for_an_unknown_consumer_lists_all_consumers(collectors: tuple[Collector, Collector]) -> None:
    with pytest.raises(CommandError, match="There are: first, second"):
        call_command("replay", "unknown")


def fed(file: Path) -> list[int]:
    return [int(line.split()[1]) for line in file.read_text().splitlines()] if file.exists() else []


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_stopped_worker_is_continued_by_the_next(start: Start, tmp_path: Path, ending: signal.Signals) -> None:
    file = tmp_path / "fed"
    first = start("tests.publishing.fed", str(file))
    publish()
    until(lambda: fed(file) == [1])
    first.send_signal(ending)
    code = first.wait(timeout=30)
    assert code == (0 if ending is signal.SIGTERM else -ending)
    publish()
    start("tests.publishing.fed", str(file))
    until(lambda: fed(file)[-1:] == [2])
    # A batch cut short by the kill may come again: at least once, never not at all.
    assert fed(file) in ([[1, 2]] if ending is signal.SIGTERM else [[1, 2], [1, 1, 2]])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_workers_share_the_work_without_doing_it_twice(start: Start, tmp_path: Path) -> None:
    file = tmp_path / "fed"
    for _ in range(3):
        start("tests.publishing.fed", str(file))
    for _ in range(30):
        publish()
    until(lambda: len(fed(file)) >= 30)
    assert fed(file) == list(range(1, 31))


def test_an_idle_round_reads_little(
    collectors: tuple[Collector, Collector], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    worker = Worker("a")
    worker.run_round()
    with django_assert_max_num_queries(1 + 3 * len(registry.periodic_tasks)):
        worker.run_round()
