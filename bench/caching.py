"""Compares a cached response with a bare WSGI callable that returns the same bytes, in the same server:
python -m bench.caching.

They are measured in turn, with as many connections as a small portal has. The ratio is what counts.
"""

import sys
from urllib.parse import quote

from bench.graphql.load import CONNECTIONS, rate
from tests.sizes import sized
from tests.stack import running

QUERY = (
    "{ guidance(first: 20) { nodes { id title summary path updatedAt topics { title path } } pageInfo { endCursor } } }"
)
ADDRESSES = {
    "bare WSGI callable": f"/bench/bare?query={quote(QUERY)}",
    "cached response": f"/graphql?query={quote(QUERY)}",
}
ROUNDS, SECONDS = sized(3), sized(5)


def main() -> int:
    """Measure and print the best round of each."""
    with running("bench.wsgi:application") as stack:
        stack.manage("load_bulk", f"--items={sized(1_000, 100)}")
        for address in (*ADDRESSES.values(), *ADDRESSES.values()):
            size = len(stack.get(address, Accept="application/json").text)
        rates = dict.fromkeys(ADDRESSES, 0.0)
        for _ in range(ROUNDS):
            for name, address in ADDRESSES.items():
                rates[name] = max(rates[name], rate(stack.address + address, SECONDS))
    print(f"{size:,} bytes, {CONNECTIONS} connections")
    for name, found in rates.items():
        print(f"{name:20} {found:>10,.0f} a second   {found / rates['bare WSGI callable']:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
