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
from tests.sizes import sized
from tests.stack import Stack, running

REQUESTS = sized(100)
"""How many times each is sent."""
COSTLY = "{ contents(first: 100) { nodes { related { related { related { related { related { id } } } } } } } }"


def _fragments(count: int) -> str:
    """Return fragments that double at each level, with long names: 100 kB are just below the token limit."""
    name = "F" * (90_000 // (4 * count))
    twice = " ".join(
        f"fragment {name}{n} on Content {{ a: related {{ ...{name}{n + 1} }} b: related {{ ...{name}{n + 1} }} }}"
        for n in range(count)
    )
    return f"{{ homePage {{ ...{name}0 }} }} {twice} fragment {name}{count} on Content {{ id }}"


REFUSED: dict[str, Callable[[], str]] = {
    "syntax": lambda: "{ contents(",
    "15,000 tokens": lambda: "{ " + "a " * 15_000 + "}",
    "900 open braces": lambda: "{ a " * 900,
    "unknown field": lambda: "{ nothing }",
    "1,500 unknown fields": lambda: " ".join(
        f"query Q{n} {{ homePage {{ {' '.join(f'f{m}' for m in range(150))} }} }}" for n in range(9)
    ),
    "duplicate fields": lambda: "{ homePage { " + "title " * 1_500 + "} }",
    "duplicate selections": lambda: "{ homePage { " + "related { id title } " * 300 + "} }",
    "17 levels": lambda: "{ homePage { " + "related { " * 17 + "id" + " }" * 17 + " } }",
    "too costly": lambda: COSTLY,
    "fragments that double": lambda: _fragments(30),
    "100 kB of fragments": lambda: _fragments(120),
    "fragments in a ring": lambda: (
        "{ homePage { ...A } } fragment A on Content { related { ...B } } fragment B on Content { related { ...A } }"
    ),
}


def main() -> int:
    """Measure and print a table."""
    with running("bench.wsgi:application", HUB_ENVIRONMENT="test") as stack:
        nothing = _times(stack, lambda: ("GET", "/bench/trivial", None, {}), 200)
        base = median(nothing)
        worst = max(nothing)
        print(f"{REQUESTS} each, one after the other; a view that does nothing: {base:.1f} ms, worst {worst:.1f}\n")
        print("| refused | median, ms | worst, ms | of doing nothing |\n|---|---:|---:|---:|")
        for name, text in REFUSED.items():
            _print(name, _times(stack, lambda text=text: _post(text()), 400), base)  # type: ignore[misc]
        _print("a wrong key", _times(stack, lambda: _post("{ revision }", new_token().text), 401), base)
        _print("batch", _times(stack, lambda: ("POST", "/graphql", "[]", _JSON), 400), base)
    return 0


_JSON = {"Content-Type": "application/json"}
Request = tuple[str, str, str | None, dict[str, str]]


def _post(text: str, key: str = "") -> Request:
    query = f"{text} # {time.monotonic_ns()}"
    headers = _JSON | ({"Authorization": f"Bearer {key}"} if key else {})
    return "POST", "/graphql", json.dumps({"query": query}), headers


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
