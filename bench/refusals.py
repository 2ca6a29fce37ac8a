"""Measures how fast hostile requests are refused, compared with a view that does nothing, in the same server and run.

    python -m bench.refusals
    python -m tests.postgresql -- bench.refusals        # on PostgreSQL

Each request has a different text, so that no cache of refused texts helps. The goal is 100 ms.
"""

import http.client
import json
import sys
import time
from collections.abc import Callable
from statistics import median
from urllib.parse import urlsplit

from partners.tokens import new_token
from tests.graphql_api.corpus import REFUSED, Hostile
from tests.sizes import sized
from tests.stack import Stack, running

REQUESTS = sized(100)
"""How many times each is sent."""


def main() -> int:
    """Measure and print a table."""
    with running("bench.wsgi:application", HUB_ENVIRONMENT="test") as stack:
        nothing = _times(stack, lambda: ("GET", "/bench/trivial", None, {}), 200)
        base = median(nothing)
        worst = max(nothing)
        print(f"{REQUESTS} each, one after the other; a view that does nothing: {base:.1f} ms, worst {worst:.1f}\n")
        print("| refused | median, ms | worst, ms | of doing nothing |\n|---|---:|---:|---:|")
        for name, hostile in REFUSED.items():
            _print(name, _times(stack, lambda hostile=hostile: _post(hostile), 400), base)  # type: ignore[misc]
        wrong_key = Hostile("{ revision }")
        _print("a wrong key", _times(stack, lambda: _post(wrong_key, new_token().text), 401), base)
        _print("batch", _times(stack, lambda: ("POST", "/graphql", "[]", _JSON), 400), base)
    return 0


_JSON = {"Content-Type": "application/json"}
Request = tuple[str, str, str | None, dict[str, str]]


def _post(hostile: Hostile, key: str = "") -> Request:
    query = f"{hostile.query} # {time.monotonic_ns()}"
    headers = _JSON | ({"Authorization": f"Bearer {key}"} if key else {})
    return "POST", "/graphql", json.dumps({"query": query, "variables": hostile.variables}), headers


def _print(name: str, times: list[float], base: float) -> None:
    print(f"| {name} | {median(times):.1f} | {max(times):.1f} | {median(times) / base:.1f} |")
    sys.stdout.flush()


def _times(stack: Stack, make: Callable[[], Request], status: int) -> list[float]:
    """Return the milliseconds of each request."""
    connection, times = http.client.HTTPConnection(urlsplit(stack.address).netloc, timeout=60), []
    for _ in range(REQUESTS + 5):
        method, path, body, headers = make()
        started = time.perf_counter()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        times.append((time.perf_counter() - started) * 1_000)
        if answer.status != status:
            raise SystemExit(f"{path} answered {answer.status}: {content[:300]!r}")
    connection.close()
    return times[5:]


if __name__ == "__main__":
    sys.exit(main())
