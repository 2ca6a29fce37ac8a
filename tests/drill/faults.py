"""The faults, each of one shape. To add one: a row here, and its row in docs/hub.md, which a test compares."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass

from tests.drill.hub import Hub
from tests.drill.sights import NO_ANSWER, REFUSED, Sight
from tests.small_disk import fill


@dataclass(frozen=True)
class Fault:
    """What breaks, how it is mended (what an operator or the supervisor of processes does), and what is seen between."""

    name: str
    harm: Callable[[Hub], object]
    mend: Callable[[Hub], object]
    seen: Sight
    ends: frozenset[str] = frozenset()
    """The programs that end of it. All others must live through it."""


def kill_child(hub: Hub) -> None:
    os.kill(min(hub.web.children), signal.SIGKILL)


def begin_fast_worker(hub: Hub) -> None:
    hub.worker.kill()
    hub.fast_worker.start()


def end_fast_worker(hub: Hub) -> None:
    hub.fast_worker.kill()
    hub.worker.start()


def nothing(hub: Hub) -> None:
    """It mends itself."""


FAULTS = (
    Fault("a web child is killed", kill_child, nothing, Sight()),
    Fault(
        "the web server is killed",
        lambda hub: hub.web.kill(),
        lambda hub: hub.web.start(),
        Sight(*[NO_ANSWER] * 3, "waits", *[NO_ANSWER] * 4),
        ends=frozenset({"web"}),
    ),
    Fault(
        "the streams are killed",
        lambda hub: hub.streams.kill(),
        lambda hub: hub.streams.start(),
        Sight(stream="breaks"),
        ends=frozenset({"streams"}),
    ),
    Fault(
        "the worker is killed",
        lambda hub: hub.worker.kill(),
        lambda hub: hub.worker.start(),
        Sight(health="degraded (worker, consumers)"),
        ends=frozenset({"worker"}),
    ),
    Fault("the worker's clock is an hour fast", begin_fast_worker, end_fast_worker, Sight(), ends=frozenset({"worker"})),
    Fault(
        "PostgreSQL is stopped at once",
        lambda hub: hub.postgresql.stop(signal.SIGQUIT),
        lambda hub: hub.postgresql.start(),
        Sight("503", "503", "INTERNAL", "waits", "503", "503", "503", "not ready (database)"),
    ),
    Fault(
        "PostgreSQL's disk is full",
        lambda hub: fill(hub.database_disk),
        lambda hub: (hub.database_disk / "filler").unlink(),
        Sight(stream="waits", publication=REFUSED, health="degraded (database)"),
    ),
    Fault(
        "Redis is stopped",
        lambda hub: hub.redis.stop(),
        lambda hub: hub.redis.start(),
        Sight(health="degraded (redis)"),
    ),
    Fault(
        "Redis hangs", lambda hub: hub.redis.hang(), lambda hub: hub.redis.go_on(), Sight(health="degraded (redis)")
    ),
    Fault(
        "Elasticsearch is killed",
        lambda hub: hub.elasticsearch.kill(),
        lambda hub: hub.elasticsearch.start(),
        Sight(search="tantivy", health="degraded (consumers, search)"),
    ),
    Fault(
        "the hub's disk is full",
        lambda hub: fill(hub.disk),
        lambda hub: (hub.disk / "filler").unlink(),
        Sight(upload=REFUSED, health="degraded (consumers, disk)"),
    ),
)
