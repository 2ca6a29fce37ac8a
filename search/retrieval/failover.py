"""The engines in turn: the first that can answer does."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Generic, TypeVar

from django.db import Error as DatabaseError
from django.utils import timezone

from publishing.access.audiences import Audience
from publishing.access.viewers import Viewer
from search.base.cursors import CursorPosition
from search.base.requests import SearchError
from search.engines.configured import engines
from search.engines.interface import Engine, EngineUnavailableError, Snapshot
from search.indexing.freshness import STALE_SECONDS, compare_with_log, hidden_items, visible_age
from search.queries.audience_tiers import viewer_tier
from search.queries.builder import visibility_filter
from search.queries.nodes import Node

logger = logging.getLogger(__name__)

T = TypeVar("T")

OTHER_LOG = (
    "The search index was built from another log: that of a database before it was restored, and then the worker "
    "replaces it, or that of another hub with the same HUB_ELASTICSEARCH_INDEX. manage.py search status says which"
)

told: dict[str, str] = {}
"""What each engine's last failure was, empty once it has answered."""


@dataclass(frozen=True)
class Moment:
    """What one answer is made from: a state of an index, what must be hidden in it, and the time."""

    snapshot: Snapshot
    tier: Audience
    visibility: Node
    age: float
    now: datetime


@dataclass(frozen=True)
class Reply(Generic[T]):
    """An answer and who gave it."""

    answer: T
    engine: str
    degraded: bool
    """Another engine should have answered, or this one is behind the log."""


def ask_engines(
    viewer: Viewer,
    locale: str,
    ask: Callable[[Moment], T],
    after: CursorPosition | None = None,
    *,
    local_first: bool = False,
) -> Reply[T] | None:
    """Return the answer of the first engine that can give one and is not behind the log, or of the one that is least
    behind; None where none can answer. An engine's failure is logged; what is wrong with the request or the database is
    raised.

    The local engine comes first for what stands beside something else: that must not wait for a cluster.
    """
    behind: list[tuple[Engine, Moment]] = []
    first, *others = reversed(engines()) if local_first else engines()
    # What is read on in one state of the index, or stands beside something else, may be older.
    longest = inf if local_first or (after and after.frozen) else STALE_SECONDS
    for engine in (first, *others):
        moment = _attempt(engine, lambda engine=engine: _moment(engine, viewer, locale, after))  # type: ignore[misc]
        if moment is not None and moment.age > longest:
            behind.append((engine, moment))
        elif moment is not None and (reply := _reply(engine, moment, ask, is_poorer=engine is not first)):
            return reply
    for engine, moment in sorted(behind, key=lambda pair: -pair[1].snapshot.position.sequence):
        if reply := _reply(engine, moment, ask, is_poorer=True):
            return reply
    return None


def _reply(engine: Engine, moment: Moment, ask: Callable[[Moment], T], *, is_poorer: bool) -> Reply[T] | None:
    reply = _attempt(engine, lambda: Reply(ask(moment), engine.name, is_poorer))
    if reply is not None:
        _tell(engine, "")
    return reply


def _attempt(engine: Engine, do: Callable[[], T]) -> T | None:
    """Return what an engine answers, None where it fails."""
    try:
        return do()
    except (SearchError, DatabaseError):
        raise
    except EngineUnavailableError as error:
        _tell(engine, str(error))
    except Exception as error:
        _tell(engine, f"{type(error).__name__}: {error}", exc_info=True)
    return None


def _tell(engine: Engine, failure: str, *, exc_info: bool = False) -> None:
    """Each failure is logged once, not for each of a thousand searches."""
    if told.get(engine.name, "") == failure:
        return
    told[engine.name] = failure
    if failure:
        logger.warning("%s does not answer: %s", engine.name, failure, exc_info=exc_info)
    else:
        logger.warning("%s answers again", engine.name)


def _moment(engine: Engine, viewer: Viewer, locale: str, after: CursorPosition | None) -> Moment:
    """Take the index first and the log after it: what is committed in between is then known to one of them."""
    now = timezone.now()
    tier = viewer_tier(viewer)
    snapshot = engine.snapshot(after, tier)
    freshness = compare_with_log(snapshot.position)
    if not freshness.of_this_log:
        raise EngineUnavailableError(OTHER_LOG)
    if freshness.complete:
        return Moment(snapshot, tier, visibility_filter(viewer, locale, now, ()), 0.0, now)
    hidden = hidden_items(snapshot.position, viewer)
    age = visible_age(snapshot.position, viewer) or 0.0
    return Moment(snapshot, tier, visibility_filter(viewer, locale, now, hidden), age, now)
