"""How soon hostile requests are refused, beside a view that does nothing, in the same server and run.

    python -m bench.refusals
    python -m tests.postgresql -- bench.refusals        # on PostgreSQL

Each text is made anew for every asking, so that nothing known of an earlier one helps. The goal is 100 ms.
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

ASKED = sized(100)
"""How often each is asked."""
DEAR = "{ contents(first: 100) { nodes { related { related { related { related { related { id } } } } } } } }"


def _fragments(count: int) -> str:
    """Fragments that double at each level, with long names: 100 kB of them end at the limit of tokens."""
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
    "too costly": lambda: DEAR,
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
        print(f"{ASKED} each, one after the other; a view that does nothing: {base:.1f} ms, worst {max(nothing):.1f}\n")
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
    """Return how many milliseconds each asking took."""
    connection, times = http.client.HTTPConnection(urlsplit(stack.address).netloc, timeout=60), []
    for _ in range(ASKED + 5):
        method, path, body, headers = make()
        begun = time.perf_counter()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        told = answer.read()
        times.append((time.perf_counter() - begun) * 1_000)
        if answer.status != status:
            raise SystemExit(f"{path} answered {answer.status}: {told[:300]!r}")
    connection.close()
    return times[5:]


if __name__ == "__main__":
    sys.exit(main())
