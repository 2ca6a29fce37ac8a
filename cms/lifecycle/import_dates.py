"""Imports bring their dates along: what is published inside `dated` is told to readers as of that moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

_moment: ContextVar[datetime | None] = ContextVar("import_moment", default=None)


@contextmanager
def backdated(moment: datetime) -> Iterator[None]:
    """Let what is published within date from `moment`. Only for imports: an editor's update is of now."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


def import_date() -> datetime | None:
    """Return the moment that an import gave, None outside imports."""
    return _moment.get()
