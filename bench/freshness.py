"""From the commit of a publication to the first search that finds it: python -m bench.freshness.

The hub runs as it does for real (Granian, a worker); this process publishes into its log and asks over HTTP.
"""

import os
import statistics
import sys
import time
from uuid import uuid4

import django

from tests.stack import Stack, running

PUBLICATIONS = 40
LONGEST_SECONDS = 30
QUERY = "query ($text: String!) { search(query: $text, first: 1) { totalCount } }"


def main() -> int:
    """Measure and print the table."""
    with running(HUB_ENVIRONMENT="test") as stack:
        os.environ.update(stack.environment, DJANGO_SETTINGS_MODULE="hub.settings")
        django.setup()
        _delay(stack)  # the first waits for an index to be made
        delays = sorted(_delay(stack) for _ in range(PUBLICATIONS))
    middle, late = statistics.median(delays), delays[round(0.95 * len(delays)) - 1]
    print(
        f"\n| from commit to search | ms |\n|---|---:|\n| median | {1000 * middle:.0f} |\n| p95 | {1000 * late:.0f} |"
    )
    return 0


def _delay(stack: Stack) -> float:
    """Publish something and return the seconds until a search finds it."""
    from publishing.corpus import content_id, corpus
    from publishing.record import record_publication

    (document,) = corpus(100, 1)
    word = f"x{uuid4().hex}"
    changes = {"content_id": content_id(word), "title": word, "path": f"/guidance/{word}/", "updated_at": None}
    record_publication(document.model_copy(update=changes))
    started = time.perf_counter()
    while not stack.graphql(QUERY, text=word)["search"]["totalCount"]:
        if time.perf_counter() - started > LONGEST_SECONDS:
            raise SystemExit(f"What was published is not found after {LONGEST_SECONDS} s.")
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
