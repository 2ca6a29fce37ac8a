"""GraphQL against views written by hand, a bare WSGI callable and peers, in the same server and run, with 16
connections and response caches off.

    python -m bench.graphql [--items 1000 10000] [--seconds 5]
    python -m tests.postgresql -- bench.graphql --peers    # on PostgreSQL, with its peers
    python -m bench.graphql --against COMMIT               # this checkout against another commit

Each query is asked of all in turn, a contender at a time: what counts are the ratios; requests a second are this
machine's. Peers must answer as the hub does, or the run ends.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from bench.graphql.against import compare_with
from bench.graphql.contenders import HUB, YARDSTICKS, Contender, of_the_hub, peers, register
from bench.graphql.load import CONNECTIONS, rate
from bench.graphql.queries import QUERIES
from bench.graphql.settling import analyse, settle, wait_for_index
from bench.graphql.table import Rates, goals, table
from bench.memory import megabytes
from bench.peers.comparing import compare
from bench.peers.loading import load
from bench.peers.serving import Site, site
from tests.sizes import sized
from tests.stack import Stack, running


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table for each size."""
    parser = argparse.ArgumentParser(prog="python -m bench.graphql", description=__doc__)
    parser.add_argument(
        "--items", type=int, nargs="+", default=[sized(1_000, 100), sized(10_000, 200)], help="how many items there are"
    )
    parser.add_argument("--seconds", type=int, default=sized(5), help="how long each is asked")
    parser.add_argument("--peers", action="store_true", help="ask the peers too (needs PostgreSQL)")
    parser.add_argument("--against", metavar="COMMIT", help="compare with the hub at another commit instead")
    given = parser.parse_args(arguments)
    if given.against:
        return int(not compare_with(given.against, max(given.items), given.seconds))
    server = os.environ.get("HUB_DATABASE_URL", "")
    if given.peers and not server.startswith("postgres"):
        parser.error("peers need PostgreSQL: python -m tests.postgresql -- bench.graphql --peers")
    with ExitStack() as cleanup:
        beside = cleanup.enter_context(site(server)) if given.peers else None
        hub = cleanup.enter_context(running("bench.wsgi:application", HUB_ENVIRONMENT="test"))
        for items, before in zip(sorted(given.items), [0, *sorted(given.items)], strict=False):
            _load(hub, items - before, beside)
            if not before:
                register(hub)
            _report(hub, items, given.seconds, beside)
    return 0


def _load(hub: Stack, items: int, beside: Site | None) -> None:
    hub.manage("load_bulk", f"--items={items}")
    wait_for_index(hub)
    analyse(hub)
    if beside:
        load(hub, beside)
        settle(beside.database)


def _report(hub: Stack, items: int, seconds: int, beside: Site | None) -> None:
    with ExitStack() as cleanup:
        contenders = of_the_hub(hub)
        if beside:
            contenders += cleanup.enter_context(peers(beside))
        rates = _measured(contenders, seconds)
    nothing = rate(f"{hub.address}/bench/trivial", seconds)
    print(
        f"\n{items:,} items, {CONNECTIONS} connections, requests a second; a view that does nothing: {nothing:,.0f}\n"
    )
    print(table(rates), goals(rates), _memory(hub), sep="\n\n", flush=True)


def _measured(contenders: list[Contender], seconds: int) -> Rates:
    rates: Rates = {}
    (hub,) = (each for each in contenders if each.name == HUB)
    for query in QUERIES:
        for contender in contenders:
            for _ in range(3):  # the first request finds the hub's plan missing, the second makes it
                contender.answer(query)
            if contender.name not in YARDSTICKS:
                compare(query, hub, contender)
        rates[query] = {each.name: rate(each.stack.address + each.addresses[query], seconds) for each in contenders}
    return rates


def _memory(hub: Stack) -> str:
    now, most = megabytes(hub), megabytes(hub, "VmHWM")
    return f"The hub's process has {now} MB after the run, {most} MB at the most."


if __name__ == "__main__":
    sys.exit(main())
