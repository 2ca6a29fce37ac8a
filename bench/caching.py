"""What is kept against a bare WSGI callable that returns the same bytes, in the same server: python -m bench.caching.

wrk asks each in turn, with as many connections as a small portal has. What counts is the ratio.
"""

import re
import subprocess
import sys
from urllib.parse import quote

from tests.engines import program
from tests.stack import Stack, running

QUERY = (
    "{ guidance(first: 20) { nodes { id title summary path updatedAt topics { title path } } pageInfo { endCursor } } }"
)
ADDRESSES = {"bare WSGI callable": "/bench/bare", "kept answer": f"/graphql?query={quote(QUERY)}"}
ACCEPT = {"Accept": "application/json"}
ROUNDS = 3
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


def main() -> int:
    """Measure and print the better of each's rounds."""
    wrk = program(("wrk",), "wrk", "apt-get install wrk")
    with running("bench.wsgi_bare:application") as stack:
        stack.manage("load_bulk", "--items=1000")
        for _ in range(2):
            stack.get(ADDRESSES["kept answer"], **ACCEPT)
        rates = dict.fromkeys(ADDRESSES, 0.0)
        for _ in range(ROUNDS):
            for name, address in ADDRESSES.items():
                rates[name] = max(rates[name], _measured(str(wrk), stack, address))
        size = len(stack.get(ADDRESSES["kept answer"], **ACCEPT).text)
    print(f"{size:,} bytes, 16 connections")
    for name, rate in rates.items():
        print(f"{name:20} {rate:>10,.0f} a second   {rate / rates['bare WSGI callable']:.2f}")
    return 0


def _measured(wrk: str, stack: Stack, address: str) -> float:
    stack.get(address, **ACCEPT)
    command = [wrk, "-t2", "-c16", "-d5s", "-H", "Accept: application/json", stack.address + address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = _RATE.search(told)
    assert found, told
    assert "Non-2xx" not in told, told
    return float(found[1])


if __name__ == "__main__":
    sys.exit(main())
