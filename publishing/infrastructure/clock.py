"""The database's clock: the one that all web processes and workers share. Those of their machines differ."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

MAX_SKEW = 2.0
"""Seconds that a machine's clock may differ from the database's before it is reported."""


class ClockError(Exception):
    """This machine's clock is wrong, or the database's is."""


def database_now() -> datetime:
    """Return the time by the database's clock, now and not at the start of the transaction."""
    if connection.vendor == "sqlite":
        return timezone.now()  # a file has no clock but ours
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def seconds_ahead() -> float:
    """Return how far this machine's clock is ahead of the database's; below zero when it is behind."""
    return (timezone.now() - database_now()).total_seconds()


def check_clock() -> None:
    """Raise ClockError when the two clocks are too far apart: what is due, and what has expired, follows them."""
    ahead = seconds_ahead()
    if abs(ahead) > MAX_SKEW:
        side = "ahead of" if ahead > 0 else "behind"
        raise ClockError(f"This machine's clock is {abs(ahead):.0f} s {side} the database's. Set both by NTP.")
