"""Measures how long a trivial request waits during full garbage collections, in a fresh process and after many
different operations, in the same server and run.

    python -m bench.pauses [--operations 5000] [--seconds 30]
    python -m tests.postgresql -- bench.pauses        # on PostgreSQL

Each is measured twice: with one forced full collection per second and no other load, and while another connection sends
new operations, so that the interpreter collects garbage by itself. The ratios are what counts; the goal is 2.
"""

import argparse
import json
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

from bench.memory import megabytes
from bench.pauses.latency import busy, percentile, send, waits
from bench.pauses.operations import operations
from tests.sizes import SIZE, sized
from tests.stack import Stack, running

GOAL = 2


class Figures(NamedTuple):
    """One measurement. Times are in milliseconds; `full` is the number of full collections."""

    p50: float
    p99: float
    full: int
    longest: float
    tracked: int
    frozen: int
    megabytes: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table. Return 1 if a ratio misses the goal."""
    parser = argparse.ArgumentParser(prog="python -m bench.pauses", description=__doc__)
    operations_help = "how many different operations are sent in between"
    parser.add_argument("--operations", type=int, default=sized(5_000, 100), help=operations_help)
    parser.add_argument("--seconds", type=int, default=sized(30, 5), help="how long each is measured")
    given = parser.parse_args(arguments)
    texts = operations()
    with running("bench.wsgi:application", HUB_ENVIRONMENT="development") as hub:
        hub.manage("load_bulk", "--items=1000")
        send(hub.address, islice(texts, 50))  # warm up: some modules are loaded by the first request
        fresh = _measured(hub, texts, given.seconds)
        send(hub.address, islice(texts, given.operations))
        late = _measured(hub, texts, given.seconds)
    print(f"GET /healthz, fresh and after {given.operations:,} different operations; times in ms\n")
    print(
        "| while | p50 | p99 | full collections | longest | tracked | frozen | MB |\n|---|--:|--:|--:|--:|--:|--:|--:|"
    )
    for when, figures in (("fresh", fresh), ("later", late)):
        for what, one in figures.items():
            print(
                f"| {when}, {what} | {one.p50:.1f} | {one.p99:.1f} | {one.full} | {one.longest:.1f} | {one.tracked:,} "
                f"| {one.frozen:,} | {one.megabytes} |"
            )
    ratios = {what: late[what].p99 / fresh[what].p99 for what in fresh}
    print("", *(f"p99 {what}: {ratio:.2f} of fresh, goal {GOAL}" for what, ratio in ratios.items()), sep="\n")
    return int(SIZE == 1 and max(ratios.values()) > GOAL)


def _measured(hub: Stack, texts: Iterator[str], seconds: int) -> dict[str, Figures]:
    with _collecting(hub):
        forced = _figures(hub, seconds)
    with busy(hub.address, list(islice(texts, 200 * seconds))):
        return {"one full collection a second": forced, "new operations": _figures(hub, seconds)}


def _figures(hub: Stack, seconds: int) -> Figures:
    before = len(_garbage(hub)["pauses"])
    found = waits(hub.address, seconds)
    garbage = _garbage(hub)
    pauses = garbage["pauses"][before:]
    if not pauses and SIZE == 1:
        raise SystemExit("There was no full collection: measure longer.")
    return Figures(
        percentile(found, 0.5),
        percentile(found, 0.99),
        len(pauses),
        max(pauses, default=0.0),
        garbage["tracked"],
        garbage["frozen"],
        megabytes(hub),
    )


@contextmanager
def _collecting(hub: Stack) -> Iterator[None]:
    """Have the hub run a full collection once a second until the block ends."""
    done = threading.Event()

    def collect() -> None:
        while not done.wait(1):
            _garbage(hub, "?collect")

    thread = threading.Thread(target=collect)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _garbage(hub: Stack, query: str = "") -> Any:
    return json.loads(hub.get(f"/bench/garbage{query}").text)


if __name__ == "__main__":
    sys.exit(main())
