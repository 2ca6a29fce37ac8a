"""Keeps two imports of one source from running at the same time, also on different machines."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from publishing.models import Cursor


class AlreadyRunningError(Exception):
    """Another process imports the same source, or took over because this one was suspended."""


@contextmanager
def import_lock(source: str, *, is_needed: bool = True) -> Iterator[Callable[[], None]]:
    """Hold the lease of a source's import; yields a function that renews it, to be called for each document."""
    if not is_needed:
        yield lambda: None
        return
    holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid4().hex[:8]}"
    cursor, _ = Cursor.objects.get_or_create(consumer=f"import:{source}")

    def renew() -> None:
        if not cursor.acquire(holder):
            raise AlreadyRunningError("Another import of this source is running.")

    renew()
    try:
        yield renew
    finally:
        cursor.release(holder)
