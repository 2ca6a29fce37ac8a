"""The engines that a benchmark can use, and an Elasticsearch node for those that need one."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.elasticsearch.cluster import Setup, cluster

ENGINES = ("tantivy", "elasticsearch")
HEAP = ("-Xms2g", "-Xmx2g")


@contextmanager
def nodes(*engines: str) -> Iterator[str]:
    """Start a node and yield its address, or an empty string if none of the engines needs it."""
    if "elasticsearch" not in engines:
        yield ""
        return
    with cluster(1, Setup(java=HEAP)) as made:
        yield ",".join(made.urls)
