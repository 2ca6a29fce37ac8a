"""The checks of `/readyz`. They measure progress, not presence: a worker that is alive but does nothing is not enough.

The result is public, so it contains no content, and only the kind of a failure.
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
from cms.files.checks.scanner import is_scanner_available
from cms.jobs.schedule import oldest_due
from publishing.consumers.registry import consumers, get_lane, periodic_tasks
from publishing.infrastructure.clock import ClockError, check_clock, database_now
from publishing.infrastructure.redis_breaker import RedisUnavailableError, get_redis
from publishing.log.expiry import oldest_expiry
from publishing.models import Change, Cursor
from search.indexing.status import describe_serving_engine
from search.relevance.monthly import describe_fall, find_fall

logger = logging.getLogger(__name__)

LATE_SECONDS = 10.0
"""A publication, an expiry or a change that has waited longer is late. (A killed worker's leases expire after six.)"""
MIN_FREE_BYTES = 200 * 1024**2
"""With less free space, a disk is nearly full."""
ONE_MEGABYTE = """
WITH lines AS MATERIALIZED (SELECT repeat('x', 8000) FROM generate_series(1, 128)) SELECT count(*) FROM lines
"""


class CheckResult(NamedTuple):
    """A check's result: details for operators, the problem if there is one, and whether readers can be served."""

    detail: object = "ok"
    problem: str = ""
    ready: bool = True


def database() -> CheckResult:
    """Check that the database answers this process."""
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        logger.exception("The database does not answer")
        return CheckResult("does not answer", "does not answer", ready=False)
    if not _database_has_room():
        return CheckResult("disk full", "its disk is full: nothing can be saved, published or counted")
    return CheckResult()


def _database_has_room() -> bool:
    """Whether PostgreSQL can write a megabyte to a temporary file, on the same disk as its tables. SQLite's file is in
    HUB_DATA_DIR, which has its own check."""
    if connection.vendor != "postgresql":
        return True
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64kB'")
            cursor.execute(ONE_MEGABYTE)
    except DatabaseError as error:
        return not is_disk_full(error)
    return True


def migrations() -> CheckResult:
    """Check that this release's migrations are applied; if not, a process of the previous release would serve
    better."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not missing:
        return CheckResult()
    return CheckResult(f"{len(missing)} to apply", f"{len(missing)} to apply", ready=False)


def clock() -> CheckResult:
    """Check that this machine's clock and the database's agree."""
    try:
        check_clock()
    except ClockError as error:
        return CheckResult("differs", str(error))
    return CheckResult()


def worker() -> CheckResult:
    """Check that every lane has a worker. Without one, published content stays readable."""
    held = set(Cursor.objects.filter(held_until__gt=Now()).values_list("pk", flat=True))
    missing = sorted({get_lane(name) for name in (*periodic_tasks, *consumers) if name not in held})
    if not held:
        return CheckResult("not seen", "not seen: nothing is published, expired or indexed")
    return CheckResult("seen", f"none for {', '.join(missing)}") if missing else CheckResult("seen")


def publication() -> CheckResult:
    """Check how long the oldest page, threat level or expiry that is due has been waiting."""
    now = database_now()
    late = max(_seconds(oldest_due(now), now), _seconds(oldest_expiry(now), now))
    if late <= LATE_SECONDS:
        return CheckResult("on time")
    return CheckResult(f"{late:.0f} s late", f"what is due has been waiting for {late:.0f} s")


def consumers_progress() -> CheckResult:
    """Check how many seconds each consumer is behind the log, and which fail."""
    now, newest = database_now(), Change.objects.aggregate(newest=Max("sequence"))["newest"] or 0
    cursors = Cursor.objects.in_bulk()
    behind = {name: _seconds_behind(cursors.get(name), newest, now) for name in consumers}
    failing = {name: cursor.error.partition(":")[0] for name, cursor in sorted(cursors.items()) if cursor.error}
    problems = [f"{name} is {seconds:.0f} s behind" for name, seconds in behind.items() if seconds > LATE_SECONDS]
    problems += [f"{name} fails ({kind})" for name, kind in failing.items()]
    seconds_behind = {name: round(seconds) if seconds > LATE_SECONDS else 0 for name, seconds in behind.items()}
    return CheckResult({"seconds_behind": seconds_behind, "failing": failing}, "; ".join(problems))


def search() -> CheckResult:
    """Check which engine answers searches (the database is the last resort) and whether it has the newest changes."""
    serving = describe_serving_engine()
    return CheckResult(serving, "" if serving == "ok" else serving)


def relevance() -> CheckResult:
    """Check whether what readers open comes later in the results than it did."""
    fall = find_fall()
    return CheckResult(f"fell by {fall.size:.3f}", describe_fall(fall)) if fall else CheckResult()


def redis() -> CheckResult:
    """Check that Redis answers. Without it, each process has its own cache and budgets."""
    if not settings.REDIS_URL:
        return CheckResult("not used")
    shared = get_redis(settings.REDIS_URL)
    try:
        shared.call(shared.client.ping)
    except RedisUnavailableError:
        return CheckResult("does not answer", "does not answer: each process has its own cache and budgets")
    return CheckResult()


def scanner() -> CheckResult:
    """Check that ClamAV answers. While it does not, every upload is refused."""
    if not settings.CLAMAV_SOCKET:
        return CheckResult("not used")
    return (
        CheckResult()
        if is_scanner_available()
        else CheckResult("does not answer", "does not answer: uploads are refused")
    )


def disk() -> CheckResult:
    """Check the free space in HUB_DATA_DIR."""
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free >= MIN_FREE_BYTES:
        return CheckResult()
    return CheckResult("nearly full", f"only {free // 1024**2} MB are free where HUB_DATA_DIR is")


def _seconds_behind(cursor: Cursor | None, newest: int, now: datetime) -> float:
    processed = cursor.sequence if cursor else 0
    if processed >= newest:
        return 0.0
    oldest = Change.objects.filter(sequence__gt=processed).order_by("sequence").values_list("at", flat=True).first()
    return _seconds(oldest, now)


def _seconds(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0


DATABASE_CHECKS: dict[str, Callable[[], CheckResult]] = {
    "migrations": migrations,
    "clock": clock,
    "worker": worker,
    "publication": publication,
    "consumers": consumers_progress,
    "relevance": relevance,
}
SERVICE_CHECKS: dict[str, Callable[[], CheckResult]] = {
    "search": search,
    "redis": redis,
    "scanner": scanner,
    "disk": disk,
}
