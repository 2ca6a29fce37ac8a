"""Rebuilds the index in a folder and pauses before its checks: `python -m tests.search.indexing.rebuild_hooks FOLDER`.

With a cluster's URL and the prefix of its indices as further arguments, it rebuilds the cluster's index.
"""

import sys
from pathlib import Path

import django
from django.conf import settings

django.setup()

from search.indexing.consumers import consumers  # noqa: E402
from search.indexing.rebuild import rebuild  # noqa: E402


def report(message: str) -> None:
    """Print progress; before the checks, wait for a line of input."""
    print(message, flush=True)
    if message.startswith("Comparing"):
        sys.stdin.readline()


settings.SEARCH_INDEX_DIR = Path(sys.argv[1])
if cluster := sys.argv[2:]:
    settings.ELASTICSEARCH_URLS, settings.ELASTICSEARCH_INDEX = (cluster[0],), cluster[1]
rebuild(consumers()[-1], report)
