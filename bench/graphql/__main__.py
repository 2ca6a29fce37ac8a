"""Compares GraphQL with handwritten views, a bare WSGI callable and peers, in the same server and run, with 16
connections and without response caches.

    python -m bench.graphql [--items 1000 10000] [--seconds 5]
    python -m tests.postgresql -- bench.graphql --peers    # on PostgreSQL, with its peers
    python -m bench.graphql --against COMMIT               # this checkout against another commit

Each query is sent to one contender after the other. The ratios are what counts; the requests per second depend on the
machine. If a peer's response differs from the hub's, the run stops.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack

from bench.graphql.commit_comparison import compare_with
from bench.graphql.contenders import HUB, YARDSTICKS, Contender, hub_contenders, peers, register
from bench.graphql.load import CONNECTIONS, rate
from bench.graphql.preparation import analyse, vacuum, wait_for_index
from bench.graphql.queries import QUERIES
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
    parser.add_argument("--seconds", type=int, default=sized(5), help="how long each is measured")
    parser.add_argument("--peers", action="store_true", help="measure the peers too (needs PostgreSQL)")
    parser.add_argument("--against", metavar="COMMIT", help="compare with the hub at another commit instead")
    given = parser.parse_args(arguments)
    if given.against:
        return int(not compare_with(given.against, max(given.items), given.seconds))
    server = os.environ.get("HUB_DATABASE_URL", "")
    if given.peers and not server.startswith("postgres"):
        parser.error("peers need PostgreSQL: python -m tests.postgresql -- bench.graphql --peers")
    with ExitStack() as cleanup:
        peer_site = cleanup.enter_context(site(server)) if given.peers else None
        hub = cleanup.enter_context(running("bench.wsgi:application", HUB_ENVIRONMENT="test"))
        for items, before in zip(sorted(given.items), [0, *sorted(given.items)], strict=False):
            _load(hub, items - before, peer_site)
            if not before:
                register(hub)
            _report(hub, items, given.seconds, peer_site)
    return 0


def _load(hub: Stack, items: int, peer_site: Site | None) -> None:
    hub.manage("load_bulk", f"--items={items}")
    wait_for_index(hub)
    analyse(hub)
    if peer_site:
        load(hub, peer_site)
        vacuum(peer_site.database)


def _report(hub: Stack, items: int, seconds: int, peer_site: Site | None) -> None:
    with ExitStack() as cleanup:
        contenders = hub_contenders(hub)
        if peer_site:
            contenders += cleanup.enter_context(peers(peer_site))
        rates = _measured(contenders, seconds)
    nothing = rate(f"{hub.address}/bench/trivial", seconds)
    print(
        f"\n{items:,} items, {CONNECTIONS} connections, requests a second; a view that does nothing: {nothing:,.0f}\n"
    )
    now, peak = megabytes(hub), megabytes(hub, "VmHWM")
    memory = f"The hub's process uses {now} MB after the run, {peak} MB at its peak."
    print(table(rates), goals(rates), memory, sep="\n\n", flush=True)


def _measured(contenders: list[Contender], seconds: int) -> Rates:
    rates: Rates = {}
    (hub,) = (each for each in contenders if each.name == HUB)
    for query in QUERIES:
        for contender in contenders:
            for _ in range(3):  # the hub compiles a plan at the second request
                contender.answer(query)
            if contender.name not in YARDSTICKS:
                compare(query, hub, contender)
        rates[query] = {each.name: rate(each.stack.address + each.addresses[query], seconds) for each in contenders}
    return rates


if __name__ == "__main__":
    sys.exit(main())
