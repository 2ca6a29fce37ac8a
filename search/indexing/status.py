"""The status of the engines and their indices, for operators. Readers never see it."""

from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from publishing.models import Cursor
from search.engines.configured import engines
from search.engines.interface import Engine, EngineUnavailableError, Store
from search.indexing.consumer import SearchConsumer, last_sequence
from search.indexing.freshness import STALE_SECONDS, is_of_this_log, seconds_behind
from search.models import SetAside

MAX_WAITING_SECONDS = STALE_SECONDS
"""If a change waits longer, an operator should look into it: readers get their answers from another engine."""


@dataclass(frozen=True)
class EngineStatus:
    """The status of one engine. Its field names are the keys of `manage.py search status --json`."""

    engine: str
    consumer: str
    last_change: int
    set_aside: int
    failure: str
    """The worker's last error, empty once it works again."""
    is_rebuilt: bool
    """Whether a rebuild is running."""
    unreachable: str = ""
    """Why the engine does not answer; the fields below are then unknown."""
    breaker: str = ""
    index: str = ""
    documents: int = 0
    position: int = 0
    of_this_log: bool = True
    waiting_seconds: float = 0.0
    """Age of the oldest change that the index lacks."""
    others: tuple[str, ...] = ()
    """Indices of other releases."""
    faults: tuple[str, ...] = ()
    """What is wrong with the pointers to the live index and to the one that is written to."""

    @property
    def behind(self) -> int:
        """How many changes the index lacks."""
        return max(0, self.last_change - self.position)

    @property
    def problems(self) -> tuple[str, ...]:
        """What an operator should look into."""
        found: list[str] = []
        if self.unreachable:
            found.append(f"unreachable: {self.unreachable}")
        elif not self.index:
            if self.last_change:
                found.append("has no index yet: the worker builds it, or manage.py search rebuild")
        elif not self.of_this_log:
            found.append("its index was built from another log: the worker replaces it, or manage.py search rebuild")
        elif self.waiting_seconds > MAX_WAITING_SECONDS:
            found.append(f"the oldest change that it lacks has been waiting for {self.waiting_seconds:,.0f} s")
        found += self.faults
        if self.failure:
            found.append(f"the worker is failing: {self.failure}")
        if self.set_aside:
            found.append(f"documents set aside: {self.set_aside:,}")
        return tuple(found)


def get_status(consumer: SearchConsumer) -> EngineStatus:
    """Return an engine's status, even if it is unavailable."""
    lease_names = (consumer.name, f"{consumer.name}-index")
    errors = Cursor.objects.filter(pk__in=lease_names).exclude(error="").values_list("error", flat=True)
    recorded: dict[str, Any] = {
        "engine": consumer.engine,
        "consumer": consumer.name,
        "last_change": last_sequence(),
        "set_aside": SetAside.objects.of(consumer.name).count(),
        "failure": "; ".join(dict.fromkeys(errors)),
        "is_rebuilt": Cursor.is_leased(consumer.rebuild_lease),
    }
    try:
        store = consumer.store()
        faults = tuple(consumer.pointer_faults())
        return EngineStatus(**recorded, **_inspect(store), faults=faults, breaker=store.breaker_state)
    except EngineUnavailableError as error:
        return EngineStatus(**recorded, unreachable=str(error), breaker=consumer.store().breaker_state)
    except Exception as error:
        return EngineStatus(**recorded, unreachable=f"{type(error).__name__}: {error}")


def describe_serving_engine() -> str:
    """Return `ok` if the preferred engine answers this process and is up to date, else what is wrong with it and which
    engine answers instead."""
    choice = engines()
    if len(choice) == 1 and not _is_anything_published():
        return "ok"
    silent: list[str] = []
    behind: list[tuple[int, float, str]] = []
    for engine in choice:
        name = engine.name.lower()
        try:
            sequence, seconds = _read_progress(engine)
        except Exception:
            silent.append(name)
            continue
        if seconds <= STALE_SECONDS:
            return _describe(silent, behind, name) if silent or behind else "ok"
        behind.append((-sequence, seconds, name))
    return _describe(silent, behind, min(behind)[2] if behind else "the database")


def _describe(silent: list[str], behind: list[tuple[int, float, str]], serving: str) -> str:
    if len(silent) > 1:
        problems = [f"neither {' nor '.join(silent)} answers"]
    else:
        problems = [f"{name} does not answer" for name in silent]
    problems += [f"{name} is {seconds:.0f} s behind" for _, seconds, name in behind]
    return f"{', '.join(problems)}, {serving} serves"


def _read_progress(engine: Engine) -> tuple[int, float]:
    """Return the sequence number of the last change in an engine's index, and how many seconds the index is behind."""
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


def _inspect(store: Store) -> dict[str, Any]:
    live = store.live()
    found: dict[str, Any] = {"others": tuple(store.other_releases())}
    if live is None:
        return found
    position = live.position()
    return {
        **found,
        "index": live.name,
        "documents": live.count(),
        "position": position.sequence,
        "of_this_log": is_of_this_log(position),
        "waiting_seconds": seconds_behind(position),
    }
