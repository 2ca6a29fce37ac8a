"""The worker: feeds each consumer from its cursor and sees to what falls due. Any number may run.

Each consumer and duty has a lease (publishing.models.Cursor), so that workers share them without doing one twice. A
killed worker's lease ends by itself and the next continues from the cursor.
"""

import logging
from collections.abc import Callable, Iterator

from django.db.models import Max
from django.utils import timezone

from publishing.consumers import Consumer, consumers, duties
from publishing.models import Change, Cursor

logger = logging.getLogger(__name__)

BATCH = 200


class Worker:
    """One worker process; `name` tells its leases from those of others."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cursors: dict[str, Cursor] = {}
        self.stopping = False

    def run_round(self) -> int:
        """See to each duty, then feed each consumer all that is waiting; return how many changes were taken in."""
        for name, duty in duties.items():
            self._see_to(name, duty)
        newest = Change.objects.aggregate(newest=Max("sequence"))["newest"] or 0
        return sum(self._feed(consumer, newest) for consumer in consumers.values())

    def stop(self) -> None:
        """Ask for the end: the batch under way is finished first."""
        self.stopping = True

    def release(self) -> None:
        """Let go of every lease, so that other workers need not wait for them to end."""
        Cursor.objects.filter(holder=self.name).update(holder="", held_until=None)

    def _cursor(self, name: str) -> Cursor:
        if name not in self.cursors:
            self.cursors[name], _ = Cursor.objects.get_or_create(pk=name)
        return self.cursors[name]

    def _see_to(self, name: str, duty: Callable[[], object]) -> None:
        cursor = self._cursor(name)
        if self.stopping or not cursor.acquire(self.name, timezone.now()):
            return
        try:
            duty()
        except Exception as error:
            _note_failure(cursor, error)
        else:
            _note_success(cursor)

    def _feed(self, consumer: Consumer, newest: int) -> int:
        cursor = self._cursor(consumer.name)
        count = 0
        try:
            # A consumer may have moved its cursor back: what it keeps was lost, or was built by another release.
            cursor.refresh_from_db(fields=["sequence", "error"])
            if cursor.acquire(self.name, timezone.now()) and cursor.sequence < newest:
                for size in feed(consumer, cursor, self.name):
                    count += size
                    if self.stopping:
                        break
        except Exception as error:
            _note_failure(cursor, error)
        return count


def feed(consumer: Consumer, cursor: Cursor, worker: str) -> Iterator[int]:
    """Feed waiting changes in batches, yielding each batch's size; ends when all are in or the lease is lost."""
    while cursor.acquire(worker, timezone.now()):
        changes = list(Change.objects.filter(sequence__gt=cursor.sequence)[:BATCH])
        if not changes:
            return
        consumer.consume(changes)
        if not cursor.advance(worker, changes[-1].sequence):
            return
        yield len(changes)


def _note_failure(cursor: Cursor, error: Exception) -> None:
    """One consumer's failure is told and tried again next round; the others go on. The same one is told once."""
    text = f"{type(error).__name__}: {error}"
    if text != cursor.error:
        logger.exception("%s failed at sequence %s", cursor.consumer, cursor.sequence)
        Cursor.objects.filter(pk=cursor.pk).update(error=text)
        cursor.error = text


def _note_success(cursor: Cursor) -> None:
    if cursor.error:
        Cursor.objects.filter(pk=cursor.pk).update(error="")
        cursor.error = ""
