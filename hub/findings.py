"""What health looks at, by progress and not by presence: a worker that lives and does nothing is no worker.

Anybody may read it, so it names no content, and of failures only their kind.
"""

import logging
import shutil
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.db.models.functions import Now

from cms.editing.atomic_requests import is_disk_full
from cms.files.checks.scanner import scanner_answers
from cms.jobs.schedule import oldest_due
from publishing.consumers.registry import consumers, duties, lane_of
from publishing.infrastructure.clock import ClockError, check_clock, database_now
from publishing.infrastructure.redis_breaker import RedisAwayError, shared_redis
from publishing.log.expiry import oldest_expiry
from publishing.models import Change, Cursor
from search.indexing.status import who_serves

logger = logging.getLogger(__name__)

LATE_SECONDS = 10.0
"""A publication, an expiry or a change that has waited for so long is late: a killed worker's leases end after six."""
LEAST_FREE = 200 * 1024**2
"""Bytes below which a disk is nearly full."""
ONE_MEGABYTE = """
WITH lines AS MATERIALIZED (SELECT repeat('x', 8000) FROM generate_series(1, 128)) SELECT count(*) FROM lines
"""


class Finding(NamedTuple):
    """What a check found: the detail for operators, what is wrong if anything, and whether readers can be served."""

    detail: object = "ok"
    problem: str = ""
    ready: bool = True


def database() -> Finding:
    """Whether the database answers this process."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        logger.exception("The database does not answer")
        return Finding("does not answer", "does not answer", ready=False)
    if not _database_has_room():
        return Finding("disk full", "its disk is full: nothing can be saved, published or counted")
    return Finding()


def _database_has_room() -> bool:
    """Whether PostgreSQL can write a megabyte to a temporary file, which goes where its tables are. SQLite's file is
    where HUB_DATA_DIR is."""
    if connection.vendor != "postgresql":
        return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64kB'")
            cursor.execute(ONE_MEGABYTE)
    except DatabaseError as error:
        return not is_disk_full(error)
    return True


def migrations() -> Finding:
    """Whether the database is of this release: a process of the other one would serve better."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return Finding()
    return Finding(f"{len(missing)} to apply", f"{len(missing)} to apply", ready=False)


def clock() -> Finding:
    """Whether this machine's clock and the database's agree."""
    try:
        check_clock()
    except ClockError as error:
        return Finding("differs", str(error))
    return Finding()


def worker() -> Finding:
    """Whether every lane has a worker: what was published before stays readable without."""
    held = set(Cursor.objects.filter(held_until__gt=Now()).values_list("pk", flat=True))
    missing = sorted({lane_of(name) for name in (*duties, *consumers) if name not in held})
    if not held:
        return Finding("not seen", "not seen: nothing is published, expired or indexed")
    return Finding("seen", f"none for {', '.join(missing)}") if missing else Finding("seen")


def publication() -> Finding:
    """How long the oldest page, threat level or expiry that is due has been waiting."""
    now = database_now()
    late = max(_seconds(oldest_due(now), now), _seconds(oldest_expiry(now), now))
    if late <= LATE_SECONDS:
        return Finding("on time")
    return Finding(f"{late:.0f} s late", f"what is due has been waiting for {late:.0f} s")


def consuming() -> Finding:
    """How far each consumer is behind the log, in seconds, and what fails."""
    now, newest = database_now(), Change.objects.aggregate(newest=Max("sequence"))["newest"] or 0
    cursors = Cursor.objects.in_bulk()
    behind = {name: _behind(cursors.get(name), newest, now) for name in consumers}
    failing = {name: cursor.error.partition(":")[0] for name, cursor in sorted(cursors.items()) if cursor.error}
    problems = [f"{name} is {seconds:.0f} s behind" for name, seconds in behind.items() if seconds > LATE_SECONDS]
    problems += [f"{name} fails ({kind})" for name, kind in failing.items()]
    seconds_behind = {name: round(seconds) if seconds > LATE_SECONDS else 0 for name, seconds in behind.items()}
    return Finding({"seconds_behind": seconds_behind, "failing": failing}, "; ".join(problems))


def search() -> Finding:
    """Which engine answers, and whether it knows the newest changes. At last the database answers."""
    serving = who_serves()
    return Finding(serving, "" if serving == "ok" else serving)


def redis() -> Finding:
    """Whether Redis answers; without it each process has a cache and budgets of its own."""
    if not settings.REDIS_URL:
        return Finding("not used")
    shared = shared_redis(settings.REDIS_URL)
    try:
        shared.ask(shared.client.ping)
    except RedisAwayError:
        return Finding("does not answer", "does not answer: each process has its own cache and budgets")
    return Finding()


def scanner() -> Finding:
    """Whether ClamAV answers; while it does not, every upload is refused."""
    if not settings.CLAMAV_SOCKET:
        return Finding("not used")
    return Finding() if scanner_answers() else Finding("does not answer", "does not answer: uploads are refused")


def disk() -> Finding:
    """Whether there is room for what is to come."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free >= LEAST_FREE:
        return Finding()
    return Finding("nearly full", f"only {free // 1024**2} MB are free where HUB_DATA_DIR is")


def _behind(cursor: Cursor | None, newest: int, now: datetime) -> float:
    known = cursor.sequence if cursor else 0
    if known >= newest:
        return 0.0
    oldest = Change.objects.filter(sequence__gt=known).order_by("sequence").values_list("at", flat=True).first()
    return _seconds(oldest, now)


def _seconds(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0


AFTER_DATABASE: dict[str, Callable[[], Finding]] = {
    "migrations": migrations,
    "clock": clock,
    "worker": worker,
    "publication": publication,
    "consumers": consuming,
}
WITHOUT_DATABASE: dict[str, Callable[[], Finding]] = {
    "search": search,
    "redis": redis,
    "scanner": scanner,
    "disk": disk,
}
