"""Transactions that begin by locking the publishing log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from publishing.models import LogHead

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def log_transaction() -> Iterator[None]:
    """Open a transaction that locks the log before any other row, so that two writers never deadlock."""
    with transaction.atomic():
        LogHead.lock()
        yield


def in_log_transaction(method: Callable[P, R]) -> Callable[P, R]:
    """Make a method atomic: everything it does is committed, including the rows of the log, or nothing."""

    @wraps(method)
    def atomic(*args: P.args, **kwargs: P.kwargs) -> R:
        with log_transaction():
            return method(*args, **kwargs)

    return atomic
