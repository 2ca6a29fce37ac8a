"""The engines that a benchmark may run on, and the node of Elasticsearch that it then needs."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.elasticsearch.cluster import Setup, cluster

ENGINES = ("tantivy", "elasticsearch")
HEAP = ("-Xms2g", "-Xmx2g")


@contextmanager
def nodes(*engines: str) -> Iterator[str]:
    """Yield the addresses of a node started for this, empty where none of the engines needs it."""
    if "elasticsearch" not in engines:
        yield ""
        return
    with cluster(1, Setup(java=HEAP)) as made:
        yield ",".join(made.urls)
