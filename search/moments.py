"""The engines in turn: the first that can answer does."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db import Error as DatabaseError
from django.utils import timezone

from publishing.audiences import Audience
from publishing.viewers import Viewer
from search.circles import circle_of
from search.configured import engines
from search.contract import SearchError
from search.cursors import Place
from search.engines import Engine, EngineUnavailableError, Snapshot
from search.freshness import age_for, freshness_of, hidden_items
from search.nodes import Node
from search.queries import gate

logger = logging.getLogger(__name__)

T = TypeVar("T")

told: dict[str, str] = {}
"""What each engine's last failure was, empty once it has answered."""


@dataclass(frozen=True)
class Moment:
    """What one answer is made from: a state of an index, what must be hidden in it, and the time."""

    snapshot: Snapshot
    circle: Audience
    gate: Node
    age: float
    now: datetime


@dataclass(frozen=True)
class Reply(Generic[T]):
    """An answer and who gave it."""

    answer: T
    engine: str
    degraded: bool
    """Another engine should have answered."""


def ask_engines(
    viewer: Viewer, locale: str, ask: Callable[[Moment], T], after: Place | None = None, *, local_first: bool = False
) -> Reply[T] | None:
    """Return the answer of the first engine that can give one, None where none can. An engine's failure is logged; what
    is wrong with the request or the database is raised.

    The local engine comes first for what stands beside something else: that must not wait for a cluster.
    """
    for number, engine in enumerate(reversed(engines()) if local_first else engines()):
        try:
            reply = Reply(ask(_moment(engine, viewer, locale, after)), engine.name, degraded=number > 0)
        except (SearchError, DatabaseError):
            raise
        except EngineUnavailableError as error:
            _tell(engine, str(error))
        except Exception:
            logger.exception("%s failed", engine.name)
        else:
            _tell(engine, "")
            return reply
    return None


def _tell(engine: Engine, failure: str) -> None:
    """Each failure is logged once, not for each of a thousand searches."""
    if told.get(engine.name, "") == failure:
        return
    told[engine.name] = failure
    if failure:
        logger.warning("%s does not answer: %s", engine.name, failure)
    else:
        logger.warning("%s answers again", engine.name)


def _moment(engine: Engine, viewer: Viewer, locale: str, after: Place | None) -> Moment:
    """Take the index first and the log after it: what is committed in between is then known to one of them."""
    now = timezone.now()
    circle = circle_of(viewer)
    snapshot = engine.snapshot(after, circle)
    freshness = freshness_of(snapshot.position)
    if not freshness.of_this_log:
        raise EngineUnavailableError("The search index was built from another log: the worker builds it anew")
    if freshness.complete:
        return Moment(snapshot, circle, gate(viewer, locale, now, ()), 0.0, now)
    hidden = hidden_items(snapshot.position, viewer)
    age = age_for(snapshot.position, viewer) or 0.0
    return Moment(snapshot, circle, gate(viewer, locale, now, hidden), age, now)
