"""Measures the time from the commit of a publication to the first search that finds it:
python -m bench.freshness [--readers 4].

The hub runs as in production (Granian, a worker). This process publishes into its log and searches over HTTP, while
other threads search continuously.
"""

import argparse
import os
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import uuid4

import django

from bench.elasticsearch_node import ENGINES, nodes
from tests.sizes import sized
from tests.stack import Stack, running, until

WARMING, PUBLICATIONS = sized(20), sized(100, 2)
LONGEST_SECONDS = 30
QUERY = "query ($text: String!) { search(query: $text, first: 1) { totalCount engine indexAge } }"
LOAD = "query ($text: String!) { search(query: $text, first: 20) { totalCount edges { snippetHtml } } }"
QUERIES = ("watch the gates exits", '"watch the gates"', "what should I do near the gates of a stadium", "exits -gates")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.freshness", description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=0, help="how many items to load first")
    parser.add_argument("--readers", type=int, default=0, help="how many threads search at the same time")
    parser.add_argument("--engine", choices=ENGINES, default="tantivy")
    given = parser.parse_args(arguments)
    # Without cached responses, so that the engine is queried every time.
    hub_settings = {"HUB_ENVIRONMENT": "development", "HUB_GRAPHQL_CACHE": "0"}
    with nodes(given.engine) as urls, running(**hub_settings, HUB_ELASTICSEARCH_URL=urls) as stack:
        os.environ.update(stack.environment, DJANGO_SETTINGS_MODULE="hub.settings")
        django.setup()
        if given.items:
            stack.manage("load_bulk", "--items", str(given.items))
            until(lambda: _has_indexed_all(stack, given.engine), 1800, "the index")
        _delay(stack, given.engine)  # the first waits until the index is created
        with _readers(stack, given.readers) as searches:
            delays = sorted([_delay(stack, given.engine) for _ in range(WARMING + PUBLICATIONS)][WARMING:])
    middle, late = statistics.median(delays), delays[round(0.95 * len(delays)) - 1]
    print(f"\n{given.engine}, {given.items:,} items, {given.readers} readers with {len(searches)} searches")
    print(
        f"\n| from commit to search | ms |\n|---|---:|\n| median | {1000 * middle:.0f} |\n| p95 | {1000 * late:.0f} |"
    )
    return 0


def _has_indexed_all(stack: Stack, engine: str) -> bool:
    found = stack.graphql(QUERY, text="gate")["search"]
    return found["engine"].lower() == engine and not found["indexAge"]


@contextmanager
def _readers(stack: Stack, count: int) -> Iterator[list[str]]:
    """Have threads search until the block ends; yields the list of searches made so far."""
    done, searched = threading.Event(), list[str]()

    def read(start: int) -> None:
        while not done.is_set():
            text = QUERIES[(start + len(searched)) % len(QUERIES)]
            stack.graphql(LOAD, text=text)
            searched.append(text)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield searched
    finally:
        done.set()
        for thread in threads:
            thread.join()
    if count and not searched:
        raise SystemExit("The readers' searches failed.")


def _delay(stack: Stack, engine: str) -> float:
    """Publish something and return the seconds until a search finds it."""
    from publishing.log.record import record_publication
    from publishing.management.corpus import content_id, corpus

    (document,) = corpus(100, 1)
    word = f"x{uuid4().hex}"
    changes = {"content_id": content_id(word), "title": word, "path": f"/guidance/{word}/", "updated_at": None}
    record_publication(document.model_copy(update=changes))
    started = time.perf_counter()
    while not (found := stack.graphql(QUERY, text=word)["search"])["totalCount"] or found["engine"].lower() != engine:
        if time.perf_counter() - started > LONGEST_SECONDS:
            raise SystemExit(f"{engine} does not find what was published after {LONGEST_SECONDS} s.")
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
