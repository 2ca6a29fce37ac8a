"""The worker: feeds each consumer from its cursor and runs periodic tasks. Any number of workers may run.

Each lane runs in a thread of its own, so that a slow mail server does not delay publications. Each consumer and
periodic task has a lease (publishing.models.Cursor), so that workers share them without doing work twice. A worker
renews its leases while it lives; the lease of a killed worker expires, and the next worker continues from the cursor.
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
"""Seconds until a lane tries again after a round failed as a whole, for instance without a database."""

_current_cursor: ContextVar[Cursor | None] = ContextVar("current_cursor", default=None)


def is_lease_lost() -> bool:
    """Whether the periodic task that is running has lost its lease, so that another worker may have started it.

    Long tasks check this before each step that must not happen twice.
    """
    cursor = _current_cursor.get()
    return cursor is not None and not cursor.holder


class Lane:
    """Periodic tasks and consumers that run in sequence."""

    def __init__(self, name: str, worker: "Worker") -> None:
        self.name = name
        self._worker = worker
        self._cursors: dict[str, Cursor] = {}

    def run_round(self) -> int:
        """Run each periodic task, then feed each consumer all waiting changes; return how many were consumed."""
        for name, task in list(periodic_tasks.items()):
            if get_lane(name) == self.name:
                self._run_task(name, task)
        newest = Change.objects.aggregate(newest=Max("sequence"))["newest"] or 0
        return sum(self._feed(consumers[name], newest) for name in list(consumers) if get_lane(name) == self.name)

    def run(self, pause: float) -> None:
        """Run rounds until the worker stops. If the database is unavailable, wait and try again."""
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
                logger.warning("The lane %s has recovered", self.name)
                failure = ""
            if idle:
                self._worker.wait(pause)
        connections.close_all()

    def held(self) -> list[Cursor]:
        """Return the cursors whose leases the worker believes to hold."""
        return [cursor for cursor in list(self._cursors.values()) if cursor.holder == self._worker.name]

    def _report(self, error: Exception, before: str) -> str:
        """Log a failed round once, not each time that it fails in the same way."""
        kind = type(error).__name__
        if kind != before:
            expected = isinstance(error, DatabaseError | InterfaceError)
            logger.error("The lane %s failed and is retried: %s", self.name, error, exc_info=not expected)
        return kind

    def _cursor(self, name: str) -> Cursor:
        if name not in self._cursors:
            self._cursors[name], _ = Cursor.objects.get_or_create(pk=name)
        return self._cursors[name]

    def _run_task(self, name: str, task: Callable[[], object]) -> None:
        cursor = self._cursor(name)
        if self._worker.stopping or not cursor.acquire(self._worker.name):
            return
        token = _current_cursor.set(cursor)
        try:
            task()
        except Exception as error:
            _note_failure(cursor, error)
        else:
            if cursor.error:
                Cursor.objects.filter(pk=cursor.pk).update(error="")
                cursor.error = ""
        finally:
            _current_cursor.reset(token)

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
    """One worker process; `name` identifies its leases. It runs all lanes, or those in `only`."""

    def __init__(self, name: str, only: Collection[str] = ()) -> None:
        self.name = name
        self.lanes = [Lane(lane, self) for lane in only or lanes()]
        self._stopped = Event()
        self._clock_error = ""

    @property
    def stopping(self) -> bool:
        """Whether stop() was called."""
        return self._stopped.is_set()

    def run_round(self) -> int:
        """Run one round of each lane, one after another; return how many changes were consumed."""
        return sum(lane.run_round() for lane in self.lanes)

    def run(self, pause: float) -> None:
        """Run the lanes in parallel until stop(), which lets each finish its current batch or task."""
        threads = [Thread(target=lane.run, args=(pause,), name=lane.name) for lane in self.lanes]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            self._renew_leases()
            if not self.wait(RENEWAL):
                continue
            for thread in threads:
                thread.join(RENEWAL / len(threads))

    def stop(self) -> None:
        """Stop once the current work is finished."""
        self._stopped.set()

    def wait(self, seconds: float) -> bool:
        """Wait until stop() is called, or for some seconds; return whether it was called."""
        return self._stopped.wait(seconds)

    def release(self) -> None:
        """Release all leases, so that other workers need not wait until they expire."""
        Cursor.objects.filter(holder=self.name).update(holder="", held_until=None)

    def _renew_leases(self) -> None:
        """Renew the leases, mark those that were lost, and compare the clocks."""
        close_old_connections()
        # Read before renewing: a lease that is taken during the renewal is not lost.
        believed = [cursor for lane in self.lanes for cursor in lane.held()]
        try:
            renewed = Cursor.renew_all(self.name)
            check_clock()
        except ClockError as error:
            if not self._clock_error:
                logger.error("%s", error)
            self._clock_error = str(error)
        except (DatabaseError, InterfaceError):
            return  # the lanes report it
        else:
            self._clock_error = ""
        for cursor in believed:
            if cursor.pk not in renewed:
                logger.warning("%s lost its lease: another worker may have done its work too", cursor.pk)
                cursor.holder = ""


def feed(consumer: Consumer, cursor: Cursor, worker: str) -> Iterator[int]:
    """Feed waiting changes in batches, yielding the size of each; ends when none is left or the lease is lost."""
    while cursor.acquire(worker):
        changes = list(Change.objects.filter(sequence__gt=cursor.sequence)[:BATCH])
        if not changes:
            return
        consumer.consume(changes)
        if not cursor.advance(worker, changes[-1].sequence):
            return
        yield len(changes)


def _note_failure(cursor: Cursor, error: Exception) -> None:
    """Record the failure of one consumer, which is tried again in the next round; the others continue. The same failure
    is logged once. If it cannot be recorded, the database is unavailable, and the lane logs that."""
    text = f"{type(error).__name__}: {error}"
    if text != cursor.error:
        Cursor.objects.filter(pk=cursor.pk).update(error=text)
        logger.error("%s failed at sequence %s", cursor.consumer, cursor.sequence, exc_info=error)
        cursor.error = text
