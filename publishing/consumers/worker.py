"""The worker: feeds each consumer from its cursor and sees to what falls due. Any number may run.

Lanes run side by side, a thread each, so that a slow mail server keeps no publication waiting. Each consumer and duty
has a lease (publishing.models.Cursor), so that workers share them without doing one twice. It is renewed for as long as
the worker lives; a killed worker's lease ends by itself and the next continues from the cursor.
"""

import logging
from collections.abc import Callable, Collection, Iterator
from contextvars import ContextVar
from threading import Event, Thread

from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.db.models import Max

from publishing.consumers.registry import Consumer, consumers, get_lane, lanes, periodic_tasks
from publishing.infrastructure.clock import ClockError, check_clock
from publishing.models import Change, Cursor
from publishing.models.cursors import LEASE

logger = logging.getLogger(__name__)

BATCH = 200
RENEWAL = LEASE.total_seconds() / 3
RETRY = 1.0
"""Seconds until a lane whose round failed as a whole, for instance with the database away, tries again."""

_cursor_at_work: ContextVar[Cursor | None] = ContextVar("cursor_at_work", default=None)


def is_lease_lost() -> bool:
    """Whether the duty that runs here has lost its lease meanwhile, so that another worker may have begun it.

    What takes long checks it before each step that must not happen twice.
    """
    cursor = _cursor_at_work.get()
    return cursor is not None and not cursor.holder


class Lane:
    """Duties and consumers that happen in turn."""

    def __init__(self, name: str, worker: "Worker") -> None:
        self.name = name
        self._worker = worker
        self._cursors: dict[str, Cursor] = {}

    def run_round(self) -> int:
        """See to each duty, then feed each consumer all that is waiting; return how many changes were taken in."""
        for name in self._own(periodic_tasks):
            self._see_to(name, periodic_tasks[name])
        newest = Change.objects.aggregate(newest=Max("sequence"))["newest"] or 0
        return sum(self._feed(consumers[name], newest) for name in self._own(consumers))

    def run(self, pause: float) -> None:
        """Run rounds until the worker stops. A database that went away is waited for."""
        failure = ""
        while not self._worker.stopping:
            close_old_connections()
            try:
                idle = not self.run_round()
            except Exception as error:
                failure = self._report(error, failure)
                self._worker.wait(RETRY)
                continue
            if failure:
                logger.warning("The lane %s goes on", self.name)
                failure = ""
            if idle:
                self._worker.wait(pause)
        connections.close_all()

    def held(self) -> list[Cursor]:
        """Return the cursors whose leases the worker has, as far as it knows."""
        return [cursor for cursor in list(self._cursors.values()) if cursor.is_held_by(self._worker.name)]

    def _own(self, registry: Collection[str]) -> list[str]:
        return [name for name in registry if get_lane(name) == self.name]

    def _report(self, error: Exception, before: str) -> str:
        """Log a failed round once, however often it fails in the same way."""
        kind = type(error).__name__
        if kind != before:
            expected = isinstance(error, DatabaseError | InterfaceError)
            logger.error("The lane %s failed and tries again: %s", self.name, error, exc_info=not expected)
        return kind

    def _cursor(self, name: str) -> Cursor:
        if name not in self._cursors:
            self._cursors[name], _ = Cursor.objects.get_or_create(pk=name)
        return self._cursors[name]

    def _see_to(self, name: str, duty: Callable[[], object]) -> None:
        cursor = self._cursor(name)
        if self._worker.stopping or not cursor.acquire(self._worker.name):
            return
        at_work = _cursor_at_work.set(cursor)
        try:
            duty()
        except Exception as error:
            _note_failure(cursor, error)
        else:
            _note_success(cursor)
        finally:
            _cursor_at_work.reset(at_work)

    def _feed(self, consumer: Consumer, newest: int) -> int:
        cursor = self._cursor(consumer.name)
        count = 0
        try:
            # A consumer may have moved its cursor back: what it keeps was lost, or was built by another release.
            cursor.refresh_from_db(fields=["sequence", "error"])
            if cursor.acquire(self._worker.name) and cursor.sequence < newest:
                for size in feed(consumer, cursor, self._worker.name):
                    count += size
                    if self._worker.stopping:
                        break
        except Exception as error:
            _note_failure(cursor, error)
        return count


class Worker:
    """One worker process; `name` tells its leases from those of others. It runs all lanes unless given some."""

    def __init__(self, name: str, only: Collection[str] = ()) -> None:
        self.name = name
        self.lanes = [Lane(lane, self) for lane in only or lanes()]
        self._stopped = Event()
        self._clock_error = ""

    @property
    def stopping(self) -> bool:
        """Whether the end was asked for."""
        return self._stopped.is_set()

    def run_round(self) -> int:
        """Run a round of each lane, one after another; return how many changes were taken in."""
        return sum(lane.run_round() for lane in self.lanes)

    def run(self, pause: float) -> None:
        """Run the lanes side by side until stop(), which lets each finish its batch or duty."""
        threads = [Thread(target=lane.run, args=(pause,), name=lane.name) for lane in self.lanes]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            self._look_after_leases()
            if not self.wait(RENEWAL):
                continue
            for thread in threads:
                thread.join(RENEWAL / len(threads))

    def stop(self) -> None:
        """Ask for the end: what is under way is finished first."""
        self._stopped.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end to be asked for, or for some seconds; return whether it was."""
        return self._stopped.wait(seconds)

    def release(self) -> None:
        """Let go of every lease, so that other workers need not wait for them to end."""
        Cursor.objects.filter(holder=self.name).update(holder="", held_until=None)

    def _look_after_leases(self) -> None:
        """Renew them, let those at work find out which were lost, and compare the clocks."""
        close_old_connections()
        believed = [
            cursor for lane in self.lanes for cursor in lane.held()
        ]  # first: what is taken meanwhile is not lost
        try:
            renewed = Cursor.renew_all(self.name)
            self._check_clock()
        except (DatabaseError, InterfaceError):
            return  # the lanes report it
        for cursor in believed:
            if cursor.pk not in renewed:
                logger.warning("%s lost its lease: another worker may have done its work too", cursor.pk)
                cursor.holder = ""

    def _check_clock(self) -> None:
        try:
            check_clock()
        except ClockError as error:
            if not self._clock_error:
                logger.error("%s", error)
            self._clock_error = str(error)
        else:
            self._clock_error = ""


def feed(consumer: Consumer, cursor: Cursor, worker: str) -> Iterator[int]:
    """Feed waiting changes in batches, yielding each batch's size; ends when all are in or the lease is lost."""
    while cursor.acquire(worker):
        changes = list(Change.objects.filter(sequence__gt=cursor.sequence)[:BATCH])
        if not changes:
            return
        consumer.consume(changes)
        if not cursor.advance(worker, changes[-1].sequence):
            return
        yield len(changes)


def _note_failure(cursor: Cursor, error: Exception) -> None:
    """One consumer's failure is noted and tried again next round; the others go on. The same one is logged once. Where
    it cannot be noted the database is away: that is the lane's failure, which it logs."""
    text = f"{type(error).__name__}: {error}"
    if text != cursor.error:
        Cursor.objects.filter(pk=cursor.pk).update(error=text)
        logger.error("%s failed at sequence %s", cursor.consumer, cursor.sequence, exc_info=error)
        cursor.error = text


def _note_success(cursor: Cursor) -> None:
    if cursor.error:
        Cursor.objects.filter(pk=cursor.pk).update(error="")
        cursor.error = ""
