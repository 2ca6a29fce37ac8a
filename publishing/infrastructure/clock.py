"""The database's clock, which all web processes and workers share. The clocks of their machines may differ."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

MAX_SKEW = 2.0
"""Seconds that a machine's clock may differ from the database's before it is reported."""


class ClockError(Exception):
    """The clocks of this machine and of the database differ too much."""


def database_now() -> datetime:
    """Return the current time of the database's clock (not the start of the transaction)."""
    if connection.vendor == "sqlite":
        return timezone.now()  # SQLite uses this machine's clock
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def seconds_ahead() -> float:
    """Return by how many seconds this machine's clock is ahead of the database's; negative if it is behind."""
    return (timezone.now() - database_now()).total_seconds()


def check_clock() -> None:
    """Raise ClockError if the two clocks differ too much: schedules and expiry depend on them."""
    ahead = seconds_ahead()
    if abs(ahead) > MAX_SKEW:
        side = "ahead of" if ahead > 0 else "behind"
        raise ClockError(
            f"This machine's clock is {abs(ahead):.0f} s {side} the database's. Synchronise both with NTP."
        )
