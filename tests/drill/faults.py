"""The faults, each of one shape. To add one: a row here, and its row in docs/hub.md, which a test compares."""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from tests.drill.hub import Hub
from tests.drill.sights import NO_ANSWER, REFUSED, Sight
from tests.small_disk import fill
from tests.stack import command_of, until

ITSELF = "itself"
SUPERVISOR = "started again (compose, `make demo`)"


@dataclass(frozen=True)
class Fault:
    """What breaks, how it is mended, and what is seen between the two."""

    name: str
    harm: Callable[[Hub], object]
    mend: Callable[[Hub], object]
    cure: str
    """Who or what mends it: the row in the docs says so."""
    seen: Sight
    ends: frozenset[str] = frozenset()
    """The programs that end of it. All others must live through it."""

    @property
    def row(self) -> str:
        """Its row in docs/hub.md."""
        return f"| {self.name} | {self.seen.readers} | {self.seen.editors} | {self.seen.health} | {self.cure} |"


def kill_child(hub: Hub) -> None:
    child = min(hub.web.children)
    os.kill(child, signal.SIGKILL)
    until(lambda: not command_of(child), what="its end")


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
    """It mends itself."""


FAULTS = (
    Fault("a process of the web server is killed", kill_child, nothing, ITSELF, Sight()),
    Fault(
        "the web server is killed",
        lambda hub: hub.web.kill(),
        lambda hub: hub.web.start(),
        SUPERVISOR,
        Sight(*[NO_ANSWER] * 8)._replace(stream="waits"),
        ends=frozenset({"web"}),
    ),
    Fault(
        "the streams are killed",
        lambda hub: hub.streams.kill(),
        lambda hub: hub.streams.start(),
        SUPERVISOR,
        Sight(stream="breaks"),
        ends=frozenset({"streams"}),
    ),
    Fault(
        "the worker is killed",
        lambda hub: hub.worker.kill(),
        lambda hub: hub.worker.start(),
        SUPERVISOR,
        Sight(health="degraded (worker, consumers)"),
        ends=frozenset({"worker"}),
    ),
    Fault(
        "the worker's clock is an hour fast",
        change_worker,
        change_worker_back,
        "the clock put right, the worker killed",
        Sight(health="degraded (consumers)"),
        ends=frozenset({"worker"}),
    ),
    Fault(
        "PostgreSQL is stopped (`-m immediate`)",
        lambda hub: hub.postgresql.stop(signal.SIGQUIT),
        lambda hub: hub.postgresql.start(),
        SUPERVISOR,
        Sight("503", "503", "INTERNAL", "waits", "503", "503", "503", "not ready (database)"),
    ),
    Fault(
        "PostgreSQL's disk is full",
        lambda hub: fill(hub.database_disk),
        lambda hub: (hub.database_disk / "filler").unlink(),
        "room",
        Sight(stream="waits", publication=REFUSED, health="degraded (database)"),
    ),
    Fault(
        "Redis is stopped",
        lambda hub: hub.redis.stop(),
        lambda hub: hub.redis.start(),
        SUPERVISOR,
        Sight(health="degraded (redis)"),
    ),
    Fault(
        "Redis hangs",
        lambda hub: hub.redis.hang(),
        lambda hub: hub.redis.go_on(),
        "its going on",
        Sight(health="degraded (redis)"),
    ),
    Fault(
        "Elasticsearch is killed",
        lambda hub: hub.elasticsearch.kill(),
        lambda hub: hub.elasticsearch.start(),
        SUPERVISOR,
        Sight(search="tantivy", health="degraded (consumers, search)"),
    ),
    Fault(
        "Elasticsearch takes no writes",
        close_for_writing,
        lambda hub: close_for_writing(hub, closed=False),
        "the index opened",
        Sight(search="tantivy", health="degraded (consumers, search)"),
    ),
    Fault(
        "the disk of `HUB_DATA_DIR` is full",
        lambda hub: fill(hub.disk),
        lambda hub: (hub.disk / "filler").unlink(),
        "room",
        Sight(upload=REFUSED, health="degraded (consumers, disk)"),
    ),
)
