"""How the engines and their indices are, for those who run the hub. Readers are told nothing of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from publishing.models import Cursor
from search.engines.configured import engines
from search.engines.interface import Engine, EngineUnavailableError, Index, Store
from search.indexing.consumer import SearchConsumer, last_sequence
from search.indexing.freshness import STALE_SECONDS, is_of_this_log, seconds_behind
from search.models import SetAside

PATIENCE_SECONDS = STALE_SECONDS
"""A change that waits longer needs somebody to look: readers get their answers from another engine."""


@dataclass(frozen=True)
class EngineStatus:
    """One engine's."""

    engine: str
    consumer: str
    last_change: int
    set_aside: int
    failure: str
    """What the worker last failed at, empty once it has gone on."""
    is_rebuilt: bool
    unreachable: str = ""
    """Why the engine does not answer, in words; what follows is then unknown."""
    breaker: str = ""
    index: str = ""
    documents: int = 0
    position: int = 0
    of_this_log: bool = True
    waiting_seconds: float = 0.0
    """Since the oldest change that the index does not know."""
    others: tuple[str, ...] = ()
    """Indices of other releases."""
    faults: tuple[str, ...] = ()
    """What is wrong with what says which index is asked."""

    @property
    def behind(self) -> int:
        """How many changes the index does not know yet."""
        return max(0, self.last_change - self.position)

    @property
    def problems(self) -> tuple[str, ...]:
        """What somebody should see to, in words."""
        return tuple(self._problems())

    def _problems(self) -> Iterator[str]:
        if self.unreachable:
            yield f"out of reach: {self.unreachable}"
        elif not self.index:
            if self.last_change:
                yield "has no index yet: the worker fills it, or manage.py search rebuild"
        elif not self.of_this_log:
            yield "its index was built from another log: the worker replaces it, or manage.py search rebuild"
        elif self.waiting_seconds > PATIENCE_SECONDS:
            yield f"the oldest change that it does not know has been waiting for {self.waiting_seconds:,.0f} s"
        yield from self.faults
        if self.failure:
            yield f"the worker fails: {self.failure}"
        if self.set_aside:
            yield f"documents set aside: {self.set_aside:,}"


def get_status(consumer: SearchConsumer) -> EngineStatus:
    """Look at an engine and what is known of it; that it does not answer is a part of the answer."""
    lease_names = (consumer.name, f"{consumer.name}-index")
    errors = Cursor.objects.filter(pk__in=lease_names).exclude(error="").values_list("error", flat=True)
    known: dict[str, Any] = {
        "engine": consumer.engine,
        "consumer": consumer.name,
        "last_change": last_sequence(),
        "set_aside": SetAside.objects.of(consumer.name).count(),
        "failure": "; ".join(dict.fromkeys(errors)),
        "is_rebuilt": consumer.is_rebuilding(),
    }
    try:
        store = consumer.store()
        faults = tuple(consumer.pointer_faults())
        return EngineStatus(**known, **_seen(store), faults=faults, breaker=store.breaker_state)
    except EngineUnavailableError as error:
        return EngineStatus(**known, unreachable=str(error), breaker=consumer.store().breaker_state)
    except Exception as error:
        return EngineStatus(**known, unreachable=f"{type(error).__name__}: {error}")


def describe_serving_engine() -> str:
    """Return `ok` when the engine of first choice answers this process and is not behind the log, else what ails it and
    who answers in its place."""
    choice = engines()
    if len(choice) == 1 and not _is_anything_published():
        return "ok"
    silent: list[str] = []
    behind: list[tuple[int, float, str]] = []
    for engine in choice:
        name = engine.name.lower()
        try:
            sequence, seconds = _state_of(engine)
        except Exception:
            silent.append(name)
            continue
        if seconds <= STALE_SECONDS:
            return _told(silent, behind, name) if silent or behind else "ok"
        behind.append((-sequence, seconds, name))
    return _told(silent, behind, min(behind)[2] if behind else "the database")


def _told(silent: list[str], behind: list[tuple[int, float, str]], serving: str) -> str:
    if len(silent) > 1:
        ails = [f"neither {' nor '.join(silent)} answers"]
    else:
        ails = [f"{name} does not answer" for name in silent]
    ails += [f"{name} does not know what changed {seconds:.0f} s ago" for _, seconds, name in behind]
    return f"{', '.join(ails)}, {serving} serves"


def _state_of(engine: Engine) -> tuple[int, float]:
    """Return the number of the last change that an engine knows, and how many seconds it is behind."""
    position = engine.snapshot().position
    try:
        if not is_of_this_log(position):
            raise EngineUnavailableError("The index was built from another log")
        return position.sequence, seconds_behind(position)
    except DatabaseError:
        return position.sequence, 0.0


def _is_anything_published() -> bool:
    try:
        return bool(last_sequence())
    except DatabaseError:
        return False


def _seen(store: Store) -> dict[str, Any]:
    live = store.live()
    return {"others": tuple(store.other_releases()), **(_seen_in(live) if live else {})}


def _seen_in(index: Index) -> dict[str, Any]:
    position = index.position()
    return {
        "index": index.name,
        "documents": index.count(),
        "position": position.sequence,
        "of_this_log": is_of_this_log(position),
        "waiting_seconds": seconds_behind(position),
    }
