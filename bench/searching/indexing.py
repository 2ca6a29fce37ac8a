"""Measures building an index, and the engine alone with prepared documents."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tempfile import mkdtemp
from typing import Any

from elasticsearch.helpers import bulk

from publishing.models import ContentItem
from search.documents.search_document import SearchDocument, build_documents, latest_versions
from search.engines.elasticsearch.index import CHUNK
from search.engines.elasticsearch.mapping import elasticsearch_document
from search.engines.tantivy.generation import HEAP_BYTES
from search.engines.tantivy.schema import open_index, tantivy_document
from search.indexing.consumers import consumers
from search.indexing.rebuild import rebuild
from tests.sizes import sized

PREPARED = sized(10_000)
"""The number of prepared documents for the engine alone."""


@dataclass(frozen=True)
class Rates:
    """Documents per second."""

    ours: float
    alone: float


def measure_indexing(engine: str) -> Rates:
    """Return both rates."""
    count = ContentItem.objects.filter(path__isnull=False).count()
    consumer = next(one for one in consumers() if one.engine == engine)
    # Without the grace period in which the old index is kept for its readers: it delays no one.
    ours = count / _measure(lambda: rebuild(consumer, str, grace=0))
    ids = list(ContentItem.objects.values_list("pk", flat=True)[:PREPARED])
    chunks = (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
    prepared = [document for chunk in chunks for document in build_documents(latest_versions(chunk))]
    alone = ALONE[engine](prepared)
    return Rates(ours, len(prepared) / _measure(alone))


def _measure(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _into_tantivy(prepared: Sequence[SearchDocument]) -> Callable[[], object]:
    writer = open_index(mkdtemp(prefix="hub-searching-")).writer(HEAP_BYTES, 1)
    documents = [tantivy_document(document) for document in prepared]

    def write() -> None:
        for document in documents:
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    return write


def _into_elasticsearch(prepared: Sequence[SearchDocument]) -> Callable[[], object]:
    store: Any = next(one for one in consumers() if one.engine == "elasticsearch").store()
    name, client = store.create_index().name, store._cluster.client
    actions = [{"_id": str(document.item_id), "_source": elasticsearch_document(document)} for document in prepared]

    def write() -> None:
        bulk(client, actions, index=name, chunk_size=CHUNK, refresh=True)
        client.indices.delete(index=name)

    return write


ALONE: dict[str, Callable[[Sequence[SearchDocument]], Callable[[], object]]] = {
    "tantivy": _into_tantivy,
    "elasticsearch": _into_elasticsearch,
}
