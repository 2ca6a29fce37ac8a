"""The faults, all declared in the same form. To add one, add a row here and in docs/hub.md; a test compares them."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from tests.drill.hub import Hub
from tests.drill.observations import NO_ANSWER, REFUSED, Observation
from tests.small_disk import fill
from tests.stack import read_command_line, until

ITSELF = "the web server"
SUPERVISOR = "a restart (compose, `make demo`)"


@dataclass(frozen=True)
class Fault:
    """A fault, its repair, and what is observed in between."""

    name: str
    harm: Callable[[Hub], object]
    repair: Callable[[Hub], object]
    cure: str
    """What repairs it, for the row in the docs."""
    seen: Observation
    ends: frozenset[str] = frozenset()
    """The programs that it ends. All others must keep running."""

    @property
    def row(self) -> str:
        """Its row in docs/hub.md."""
        return f"| {self.name} | {self.seen.readers} | {self.seen.editors} | {self.seen.health} | {self.cure} |"


def kill_child(hub: Hub) -> None:
    child = min(hub.web.children)
    os.kill(child, signal.SIGKILL)
    until(lambda: not read_command_line(child), what="its end")


def change_worker(hub: Hub) -> None:
    hub.worker.kill()
    hub.fast_worker.start()


def change_worker_back(hub: Hub) -> None:
    hub.fast_worker.kill()
    hub.worker.start()


def close_for_writing(hub: Hub, closed: bool = True) -> None:
    with Elasticsearch(hub.elasticsearch.url) as client:
        client.indices.put_settings(index="hub-*", settings={"index.blocks.write": closed})


def nothing(hub: Hub) -> None:
    """The fault repairs itself."""


FAULTS = (
    Fault("a process of the web server is killed", kill_child, nothing, ITSELF, Observation()),
    Fault(
        "the web server is killed",
        lambda hub: hub.web.kill(),
        lambda hub: hub.web.start(),
        SUPERVISOR,
        Observation(*[NO_ANSWER] * 8)._replace(stream="waits"),
        ends=frozenset({"web"}),
    ),
    Fault(
        "the streams are killed",
        lambda hub: hub.streams.kill(),
        lambda hub: hub.streams.start(),
        SUPERVISOR,
        Observation(stream="breaks"),
        ends=frozenset({"streams"}),
    ),
    Fault(
        "the worker is killed",
        lambda hub: hub.worker.kill(),
        lambda hub: hub.worker.start(),
        SUPERVISOR,
        Observation(health="degraded (worker, consumers)"),
        ends=frozenset({"worker"}),
    ),
    Fault(
        "the worker's clock is an hour fast",
        change_worker,
        change_worker_back,
        "correcting the clock and restarting the worker",
        Observation(health="degraded (consumers)"),
        ends=frozenset({"worker"}),
    ),
    Fault(
        "PostgreSQL is stopped (`-m immediate`)",
        lambda hub: hub.postgresql.stop(signal.SIGQUIT),
        lambda hub: hub.postgresql.start(),
        SUPERVISOR,
        Observation("503", "503", "INTERNAL", "waits", "503", "503", "503", "not ready (database)"),
    ),
    Fault(
        "PostgreSQL's disk is full",
        lambda hub: fill(hub.database_disk),
        lambda hub: (hub.database_disk / "filler").unlink(),
        "free space",
        Observation(stream="waits", publication=REFUSED, health="degraded (database)"),
    ),
    Fault(
        "Redis is stopped",
        lambda hub: hub.redis.stop(),
        lambda hub: hub.redis.start(),
        SUPERVISOR,
        Observation(health="degraded (redis)"),
    ),
    Fault(
        "Redis hangs",
        lambda hub: hub.redis.hang(),
        lambda hub: hub.redis.resume(),
        "Redis continuing",
        Observation(health="degraded (redis)"),
    ),
    Fault(
        "Elasticsearch is killed",
        lambda hub: hub.elasticsearch.kill(),
        lambda hub: hub.elasticsearch.start(),
        SUPERVISOR,
        Observation(search="tantivy", health="degraded (consumers, search)"),
    ),
    Fault(
        "Elasticsearch accepts no writes",
        close_for_writing,
        lambda hub: close_for_writing(hub, closed=False),
        "unblocking the index",
        Observation(search="tantivy", health="degraded (consumers, search)"),
    ),
    Fault(
        "the disk of `HUB_DATA_DIR` is full",
        lambda hub: fill(hub.disk),
        lambda hub: (hub.disk / "filler").unlink(),
        "free space",
        Observation(upload=REFUSED, health="degraded (consumers, disk)"),
    ),
)
