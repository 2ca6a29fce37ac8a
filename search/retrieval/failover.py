"""Failover between search engines: the first one that can answer does."""

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
from search.queries.filters import visibility_filter
from search.queries.nodes import Node

logger = logging.getLogger(__name__)

T = TypeVar("T")

FOREIGN_LOG = (
    "The search index was built from another log: either the database has been restored since, and the worker will "
    "replace the index, or another hub uses the same HUB_ELASTICSEARCH_INDEX. Run manage.py search status to find out"
)

last_failures: dict[str, str] = {}
"""Each engine's last failure; empty once it has answered again."""


@dataclass(frozen=True)
class SearchContext:
    """What one search runs on: a state of an index, the visibility filter for the viewer, and the time."""

    snapshot: Snapshot
    tier: Audience
    visibility: Node
    age: float
    now: datetime


@dataclass(frozen=True)
class FailoverReply(Generic[T]):
    """An answer, and the engine that gave it."""

    answer: T
    engine: str
    degraded: bool
    """Whether another engine should have answered, or this one is behind the log."""


def search_with_failover(
    viewer: Viewer,
    locale: str,
    search: Callable[[SearchContext], T],
    after: CursorPosition | None = None,
    *,
    falls_back: bool = True,
    local_first: bool = False,
) -> FailoverReply[T] | None:
    """Run a search on the first engine that can answer and is not behind the log, or else on the one least behind.

    Return None if no engine can answer. Failures of an engine are logged; errors in the request or the database are
    raised. Pass `falls_back=False` for content in this language only, and
    `local_first` for a secondary part of a page or response, which must not wait for a cluster.
    """
    behind: list[tuple[Engine, SearchContext]] = []
    first, *others = reversed(engines()) if local_first else engines()
    # A later page of a kept index state, and a secondary part of a page, may be older.
    max_age = inf if local_first or (after and after.snapshot_id) else STALE_SECONDS
    for engine in (first, *others):
        context = _attempt(engine, lambda engine=engine: _build_context(engine, viewer, locale, after, falls_back))  # type: ignore[misc]
        if context is not None and context.age > max_age:
            behind.append((engine, context))
        elif context is not None and (reply := _search_engine(engine, context, search, degraded=engine is not first)):
            return reply
    for engine, context in sorted(behind, key=lambda pair: -pair[1].snapshot.position.sequence):
        if reply := _search_engine(engine, context, search, degraded=True):
            return reply
    return None


def _search_engine(
    engine: Engine, context: SearchContext, search: Callable[[SearchContext], T], *, degraded: bool
) -> FailoverReply[T] | None:
    reply = _attempt(engine, lambda: FailoverReply(search(context), engine.name, degraded))
    if reply is not None:
        _log_change(engine, "")
    return reply


def _attempt(engine: Engine, action: Callable[[], T]) -> T | None:
    """Return the result, or None if the engine fails."""
    try:
        return action()
    except (SearchError, DatabaseError):
        raise
    except EngineUnavailableError as error:
        _log_change(engine, str(error))
    except Exception as error:
        _log_change(engine, f"{type(error).__name__}: {error}", exc_info=True)
    return None


def _log_change(engine: Engine, failure: str, *, exc_info: bool = False) -> None:
    """Log each failure once, not for each of a thousand searches."""
    if last_failures.get(engine.name, "") == failure:
        return
    last_failures[engine.name] = failure
    if failure:
        logger.warning("%s does not answer: %s", engine.name, failure, exc_info=exc_info)
    else:
        logger.warning("%s answers again", engine.name)


def _build_context(
    engine: Engine, viewer: Viewer, locale: str, after: CursorPosition | None, falls_back: bool
) -> SearchContext:
    """Open the index before reading the log, so that one of them knows every change committed in between."""
    now = timezone.now()
    tier = viewer_tier(viewer)
    snapshot = engine.snapshot(after, tier)
    freshness = compare_with_log(snapshot.position)
    if not freshness.of_this_log:
        raise EngineUnavailableError(FOREIGN_LOG)
    hidden = frozenset() if freshness.complete else hidden_items(snapshot.position, viewer)
    age = 0.0 if freshness.complete else visible_age(snapshot.position, viewer) or 0.0
    visibility = visibility_filter(viewer, locale, now, hidden, falls_back=falls_back)
    return SearchContext(snapshot, tier, visibility, age, now)
