"""Leases follow the database's clock and last as long as the work; lanes do not wait for each other."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from publishing.consumers import registry as registry
from publishing.consumers import worker
from publishing.consumers.registry import BACKGROUND, PUBLISHING, register_periodic_task
from publishing.consumers.worker import Worker, is_lease_lost
from publishing.infrastructure import clock
from publishing.infrastructure.clock import ClockError, check_clock, database_now
from publishing.models import Cursor, cursors
from tests.stack import until

HOUR = timedelta(hours=1)
SHORT = timedelta(milliseconds=400)


@pytest.fixture(autouse=True)
def _only_what_the_test_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("periodic_tasks", "consumers", "_lanes"):
        monkeypatch.setattr(registry, name, {})
    monkeypatch.setattr(worker, "periodic_tasks", registry.periodic_tasks)
    monkeypatch.setattr(worker, "consumers", registry.consumers)


@pytest.fixture
def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leases that end while a test can wait for it."""
    monkeypatch.setattr(cursors, "LEASE", SHORT)
    monkeypatch.setattr(worker, "RENEWAL", SHORT.total_seconds() / 4)


@contextmanager
def at_work(name: str = "a") -> Iterator[Worker]:
    """A worker that runs its lanes in threads, as the command does."""
    running = Worker(name)

    def run() -> None:
        running.run(0.02)
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield running
    finally:
        running.stop()
        thread.join(20)
        running.release()
    assert not thread.is_alive()


def counted(name: str, lane: str = PUBLISHING) -> Callable[[], int]:
    """Register a duty that only counts; return what reads the count."""
    done: list[None] = []
    register_periodic_task(name, lambda: done.append(None), lane)
    return lambda: len(done)


def register_waiting_task(name: str, lane: str, started: threading.Event, finish: threading.Event) -> None:
    """Register a periodic task that sets `started` and waits until it may finish."""

    def task() -> None:
        started.set()
        assert finish.wait(20)

    register_periodic_task(name, task, lane)


@pytest.mark.django_db
def test_a_lease_from_a_fast_clock_ends_no_later_than_others(monkeypatch: pytest.MonkeyPatch) -> None:
    counted("expiry")
    true_now = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: true_now() + HOUR)
    Worker("fast").run_round()
    monkeypatch.undo()
    held_until = Cursor.objects.values_list("held_until", flat=True).get()
    assert held_until is not None
    assert held_until <= database_now() + cursors.LEASE


@pytest.mark.django_db
def test_a_lease_that_ends_later_than_any_can_is_taken_over() -> None:
    done = counted("expiry")
    Cursor.objects.create(consumer="expiry", holder="dead", held_until=database_now() + HOUR)
    Worker("next").run_round()
    assert done() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("short_leases")
def test_a_lease_is_renewed_while_its_holder_works() -> None:
    started, finish = threading.Event(), threading.Event()
    register_waiting_task("long", PUBLISHING, started, finish)
    ends: set[object] = set()

    def is_renewed_often() -> bool:
        ends.add(Cursor.objects.get(pk="long").held_until)
        return len(ends) > 8

    with at_work():
        assert started.wait(20)
        until(is_renewed_often)
        assert not Cursor.objects.get(pk="long").acquire("b")
        finish.set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("short_leases")
def test_who_loses_a_lease_at_work_finds_out(caplog: pytest.LogCaptureFixture) -> None:
    started, found_out = threading.Event(), threading.Event()

    def task() -> None:
        started.set()
        until(lambda: is_lease_lost() or found_out.is_set())
        found_out.set()

    register_periodic_task("long", task, PUBLISHING)
    with at_work():
        assert started.wait(20)
        Cursor.objects.filter(pk="long").update(holder="b", held_until=database_now() + HOUR)
        assert found_out.wait(20)
    assert "long lost its lease: another worker may have done its work too" in caplog.messages


@pytest.mark.django_db(transaction=True)
def test_a_lane_that_waits_keeps_no_other_waiting() -> None:
    started, finish = threading.Event(), threading.Event()
    register_waiting_task("mail", BACKGROUND, started, finish)
    done = counted("schedule")
    with at_work():
        assert started.wait(20)
        before = done()
        until(lambda: done() > before + 3)
        finish.set()


@pytest.mark.django_db(transaction=True)
def test_a_lane_survives_a_round_that_fails_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done = counted("schedule")
    monkeypatch.setattr(worker, "RETRY", 0.01)
    own = Cursor.acquire
    with at_work():
        until(lambda: done() > 0)
        monkeypatch.setattr(Cursor, "acquire", lambda self, name: own(self, name) and 1 / 0)
        until(lambda: "The lane publishing failed and is retried: division by zero" in caplog.messages)
        monkeypatch.setattr(Cursor, "acquire", own)
        before = done()
        until(lambda: done() > before)
    assert [text for text in caplog.messages if "failed" in text] == [
        "The lane publishing failed and is retried: division by zero"
    ]


@pytest.mark.django_db
def test_a_lane_of_a_process_of_its_own_does_only_its_own_work() -> None:
    mail, schedule = counted("mail", BACKGROUND), counted("schedule")
    call_command("worker", "--once", "--lane", PUBLISHING)
    assert (mail(), schedule()) == (0, 1)
    with pytest.raises(CommandError, match=r"There is no lane post\. There are: publishing, background"):
        call_command("worker", "--once", "--lane", "post")


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "side"), [(1, "ahead of"), (-1, "behind")])
def test_clocks_that_differ_are_reported(monkeypatch: pytest.MonkeyPatch, hours: int, side: str) -> None:
    check_clock()
    true_now = timezone.now()
    monkeypatch.setattr(clock, "database_now", lambda: true_now - timedelta(hours=hours))
    with pytest.raises(ClockError, match=f"clock is 3600 s {side} the database's"):
        check_clock()
