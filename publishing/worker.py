"""The worker: feeds each consumer from its cursor and sees to what falls due. Any number may run.

Each consumer and duty has a lease (publishing.models.Cursor), so that workers share them without doing one twice. A
killed worker's lease ends by itself and the next continues from the cursor.
"""

import logging
from collections.abc import Callable, Iterator

from django.db import close_old_connections
from django.utils import timezone

from publishing.consumers import Consumer, consumers, duties
from publishing.models import Change, Cursor

logger = logging.getLogger(__name__)

BATCH = 200


def run_round(worker: str, keep_going: Callable[[], bool] = lambda: True) -> int:
    """See to each duty, then feed each consumer all that is waiting; return how many changes were taken in."""
    close_old_connections()
    for name, duty in duties.items():
        _see_to(name, duty, worker)
    return sum(_feed(consumer, worker, keep_going) for consumer in consumers.values())


def release_all(worker: str) -> None:
    """Let go of every lease at the end of a worker's life."""
    Cursor.objects.filter(holder=worker).update(holder="", held_until=None)


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


def _see_to(name: str, duty: Callable[[], object], worker: str) -> None:
    cursor, _ = Cursor.objects.get_or_create(pk=name)
    if not cursor.acquire(worker, timezone.now()):
        return
    try:
        duty()
    except Exception as error:
        _note_failure(cursor, error)


def _feed(consumer: Consumer, worker: str, keep_going: Callable[[], bool]) -> int:
    cursor, _ = Cursor.objects.get_or_create(pk=consumer.name)
    count = 0
    try:
        for size in feed(consumer, cursor, worker):
            count += size
            if not keep_going():
                break
    except Exception as error:
        _note_failure(cursor, error)
    return count


def _note_failure(cursor: Cursor, error: Exception) -> None:
    """One consumer's failure is told and tried again next round; the others go on."""
    logger.exception("%s failed at sequence %s", cursor.consumer, cursor.sequence)
    Cursor.objects.filter(pk=cursor.pk).update(error=f"{type(error).__name__}: {error}")
