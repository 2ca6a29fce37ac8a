"""Rebuilds the index in a folder and pauses before its checks: `python -m tests.search.indexing.rebuild_hooks FOLDER`.

With a cluster's address and how the names of its indices begin as well, it is the cluster's index that is built.
"""

import sys
from pathlib import Path

import django
from django.conf import settings

django.setup()

from search.indexing.consumers import consumers  # noqa: E402
from search.indexing.rebuild import rebuild  # noqa: E402


def tell(what: str) -> None:
    """Say how far it is; from the checks on, go on when told to."""
    print(what, flush=True)
    if what.startswith("Comparing"):
        sys.stdin.readline()


settings.SEARCH_INDEX_DIR = Path(sys.argv[1])
if cluster := sys.argv[2:]:
    settings.ELASTICSEARCH_URLS, settings.ELASTICSEARCH_INDEX = (cluster[0],), cluster[1]
rebuild(consumers()[-1], tell)
