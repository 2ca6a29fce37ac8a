"""GraphQL against a view that does nothing, in the same server and run: python -m bench.graphql [--items 1000 10000].

One client asks each in turn, over one connection, so that noise of the machine falls on all alike. What counts is the
ratio; milliseconds are this machine's.
"""

import argparse
import http.client
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from urllib.parse import quote, urlsplit

from tests.stack import Stack, running

FIELDS = "id title summary path updatedAt"
QUERIES = {
    "list of 20": f"{{ guidance(first: 20) {{ nodes {{ {FIELDS} }} }} }}",
    "list of 100 with tags and image": (
        f"{{ guidance(first: 100) {{ nodes {{ {FIELDS} topics {{ title path }} "
        "image { alt renditions { url width height contentType } } } } }"
    ),
    "one page with its body": '{ content(by: {path: "/guidance/bulk-500/"}) { ...Whole } }',
    "20 pages with bodies": "{ guidance(first: 20) { nodes { ...Whole } } }",
    "search": f'{{ search(query: "watch the gates", first: 20) {{ totalCount hits {{ content {{ {FIELDS} }} }} }} }}',
}
WHOLE = """
fragment Whole on Guidance {
  id title summary path updatedAt contentHash topics { title path } workStreams { title code }
  body {
    __typename id
    ... on HeadingBlock { text anchor }
    ... on RichTextBlock { html }
    ... on CalloutBlock { tone title html }
    ... on StepsBlock { steps { title html } }
    ... on TableBlock { caption columns rows }
    ... on ImageBlock { image { alt renditions { url width height contentType } } caption }
    ... on QuoteBlock { text attribution }
    ... on LinkListBlock { title links { title url content { title path } } }
  }
}
"""
ROUNDS = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table for each size."""
    parser = argparse.ArgumentParser(prog="python -m bench.graphql", description=__doc__)
    parser.add_argument("--items", type=int, nargs="+", default=[1_000, 10_000], help="how many items there are")
    with running("bench.wsgi:application", HUB_ENVIRONMENT="test") as stack:
        loaded = 0
        for items in sorted(parser.parse_args(arguments).items):
            stack.manage("load_bulk", f"--items={items - loaded}")
            loaded = items
            _wait_for_index(stack)
            _report(items, measure(stack))
    return 0


def measure(stack: Stack) -> dict[str, float]:
    """Return the median time in seconds of each query, and of the trivial view."""
    connection = http.client.HTTPConnection(urlsplit(stack.address).netloc, timeout=60)
    asked: dict[str, Callable[[], None]] = {"a view that does nothing": lambda: _get(connection, "/bench/trivial")}
    for name, query in QUERIES.items():
        address = f"/graphql?query={quote(query + (WHOLE if 'Whole' in query else ''))}"
        asked[name] = lambda address=address: _get(connection, address)  # type: ignore[misc]
    times: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, ask in asked.items():
            started = time.perf_counter()
            ask()
            times[name].append(time.perf_counter() - started)
    return {name: statistics.median(taken) for name, taken in times.items()}


def _get(connection: http.client.HTTPConnection, address: str) -> None:
    connection.request("GET", address, headers={"Accept": "application/json"})
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200 or b'"errors"' in body[:200]:
        raise SystemExit(f"{address} answered {answer.status}: {body[:300]!r}")


def _wait_for_index(stack: Stack) -> None:
    """Wait until the worker has indexed all that was loaded."""
    query = '{ search(query: "gate", first: 1) { indexAge } }'
    deadline = time.monotonic() + 900
    while stack.graphql(query)["search"]["indexAge"] > 0:
        if time.monotonic() > deadline:
            raise SystemExit("The index did not catch up within 15 minutes.")
        time.sleep(1)


def _report(items: int, medians: dict[str, float]) -> None:
    reference = next(iter(medians.values()))
    print(f"\n{items:,} items\n\n| query | median ms | times the trivial view |\n|---|---:|---:|")
    for name, median in medians.items():
        print(f"| {name} | {1000 * median:.2f} | {median / reference:.1f} |")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
