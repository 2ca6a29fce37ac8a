"""GraphQL against views written by hand, in the same server and run, with 16 connections and response caches off.

    python -m bench.graphql [--items 1000 10000] [--seconds 5]
    python -m tests.postgresql -- bench.graphql        # on PostgreSQL

Each query is asked in turn with its view, behind the same middleware: what counts are the ratios; requests a second are
this machine's.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from urllib.parse import quote

from bench.graphql.load import CONNECTIONS, rate
from bench.graphql.queries import QUERIES, document
from tests.stack import Stack, running


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table for each size."""
    parser = argparse.ArgumentParser(prog="python -m bench.graphql", description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[1_000, 10_000], help="how many items there are")
    parser.add_argument("--seconds", type=int, default=5, help="how long each is asked")
    given = parser.parse_args(arguments)
    with running("bench.wsgi:application", HUB_ENVIRONMENT="test") as stack:
        loaded = 0
        for items in sorted(given.items):
            stack.manage("load_bulk", f"--items={items - loaded}")
            loaded = items
            _wait_for_index(stack)
            _report(stack, items, given.seconds)
    return 0


def _report(stack: Stack, items: int, seconds: int) -> None:
    nothing = rate(f"{stack.address}/bench/trivial", seconds)
    print(f"\n{items:,} items, {CONNECTIONS} connections; a view that does nothing: {nothing:,.0f} a second\n")
    print("| query | by hand | GraphQL | of by hand |\n|---|---:|---:|---:|")
    for name in QUERIES:
        by_hand = _rate(stack, f"/bench/by-hand/{quote(name)}", seconds)
        graphql = _rate(stack, f"/graphql?query={quote(document(name))}", seconds)
        print(f"| {name} | {by_hand:,.0f} | {graphql:,.0f} | {graphql / by_hand:.2f} |")
        sys.stdout.flush()


def _rate(stack: Stack, path: str, seconds: int) -> float:
    for _ in range(3):  # the first request finds the plan missing, the second makes it
        answer = stack.get(path, Accept="application/json")
        if answer.status != 200 or '"errors"' in answer.text[:200]:
            raise SystemExit(f"{path} answered {answer.status}: {answer.text[:300]}")
    return rate(stack.address + path, seconds)


def _wait_for_index(stack: Stack) -> None:
    """Wait until the worker has indexed all that was loaded."""
    query = '{ search(query: "gate", first: 1) { indexAge } }'
    deadline = time.monotonic() + 900
    while stack.graphql(query)["search"]["indexAge"] > 0:
        if time.monotonic() > deadline:
            raise SystemExit("The index did not catch up within 15 minutes.")
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
