"""An index of the cluster: writes documents, and reads back what it holds.

Each document has the sequence number of its item's last change as its external version: a write for an earlier change
is rejected (409). An item that leaves the index is replaced by an empty document, because Elasticsearch forgets a
deleted document's version after a minute and a late write could then bring it back.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import Any
from uuid import UUID

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError
from elasticsearch.helpers import streaming_bulk

from search.base.fields import Field
from search.documents.search_document import SearchDocument
from search.engines.elasticsearch.cluster import Cluster, checked_response
from search.engines.elasticsearch.mapping import DIGEST, MARK, SEQUENCE, STATE, elasticsearch_document
from search.engines.elasticsearch.snapshot import ElasticsearchSnapshot
from search.engines.interface import EngineUnavailableError, IndexedVersion, LogPosition, RejectedDocument

CHUNK = 500
CHUNK_BYTES = 8_000_000
BATCH = 5_000
REASON = 300
"""Characters of a reason that are reported: Elasticsearch may quote a whole text."""
_DOCUMENTS = {"exists": {"field": Field.LOCALE}}
_CONFLICT = 409
_BAD_REQUEST = 400

Action = dict[str, Any]


class ElasticsearchIndex:
    """An index, identified by its name."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._cluster = cluster
        self._name = name

    @property
    def name(self) -> str:
        """The index's name."""
        return self._name

    def position(self) -> LogPosition:
        """Return the position in the log that it has reached."""
        return self._cluster.search(lambda client: read_position(client, self.name))

    def exists(self) -> bool:
        """Whether it still exists with our mapping. A write to a deleted index creates one without our mapping."""
        try:
            return self._cluster.search(
                lambda client: bool(
                    client.indices.get_mapping(index=self.name)[self.name]["mappings"].get("dynamic") == "strict"
                )
            )
        except NotFoundError:
            return False

    def write(
        self, documents: Iterable[SearchDocument], removed: Mapping[UUID, int], position: LogPosition | None
    ) -> list[RejectedDocument]:
        """Replace documents, empty the `removed`, make all this searchable, then move to `position`."""
        versions: dict[UUID, int] = {}

        def actions() -> Iterator[Action]:
            for document in documents:
                versions[document.item_id] = document.version
                yield _index_action(document.item_id, document.version, elasticsearch_document(document))

        rejected = self._bulk(actions())
        emptied = {**removed, **{item_id: versions[item_id] for item_id in rejected}}
        self._bulk(_index_action(item_id, version, {}) for item_id, version in emptied.items())
        self._cluster.write(self._refresh)
        if position is not None:
            state = {Field.ITEM: STATE, SEQUENCE: position.sequence, MARK: position.fingerprint}
            self._cluster.write(lambda client: client.index(index=self.name, id=STATE, document=state))
        self._cluster.positions.clear()
        return [RejectedDocument(item_id, versions[item_id], reason) for item_id, reason in rejected.items()]

    def count(self) -> int:
        """Return the number of documents."""
        return self._cluster.search(lambda client: int(client.count(index=self.name, query=_DOCUMENTS)["count"]))

    def snapshot(self) -> ElasticsearchSnapshot:
        """Return a snapshot to search."""
        return ElasticsearchSnapshot(self._cluster, self.name, self.position())

    def indexed_versions(self) -> Iterator[IndexedVersion]:
        """Yield the version of every document, in order of item id."""
        after: list[Any] = []
        while True:
            batch, after = self._indexed_versions_after(after)
            yield from batch
            if len(batch) < BATCH:
                return

    def _indexed_versions_after(self, after: list[Any]) -> tuple[list[IndexedVersion], list[Any]]:
        """Return the next batch and the sort values of its last document."""
        wanted: dict[str, Any] = {
            "query": _DOCUMENTS,
            "sort": [{Field.ITEM: "asc"}],
            "docvalue_fields": [DIGEST],
            "size": BATCH,
            "version": True,
            "source": False,
            **({"search_after": after} if after else {}),
        }

        def read_batch(client: Elasticsearch) -> tuple[list[IndexedVersion], list[Any]]:
            response = client.search(index=self.name, **wanted)
            if response["timed_out"] or response["_shards"]["failed"]:
                raise EngineUnavailableError("Elasticsearch could read only a part of the index")
            hits = response["hits"]["hits"]
            batch = [
                IndexedVersion(UUID(hit["_id"]), int(hit["_version"]), str(hit["fields"][DIGEST][0])) for hit in hits
            ]
            return batch, list(hits[-1]["sort"]) if hits else []

        return self._cluster.write(read_batch)

    def _bulk(self, actions: Iterable[Action]) -> dict[UUID, str]:
        """Send writes in chunks; return the items whose content was rejected, with the reason. A conflict with a newer
        document is not a rejection."""
        return self._cluster.write_all(lambda client: dict(_bulk_write(client, self.name, actions)))

    def _refresh(self, client: Elasticsearch) -> None:
        if failed := client.indices.refresh(index=self.name)["_shards"]["failed"]:
            raise EngineUnavailableError(f"{failed} shards of {self.name} could not be refreshed")


def read_position(client: Elasticsearch, name: str) -> LogPosition:
    """Return the log position stored in an index. Raises NotFoundError if there is no such index."""
    try:
        state = client.get(index=name, id=STATE)["_source"]
    except NotFoundError as error:
        if error.body.get("found") is False:  # the index exists and nothing was written to it yet
            return LogPosition()
        raise
    except BadRequestError as error:  # closed, or an alias of several indices: the request itself is valid
        raise EngineUnavailableError(f"The index {name} cannot be read: {error}") from error
    return LogPosition(int(state[SEQUENCE]), str(state[MARK]))


def _index_action(item_id: UUID, version: int, document: dict[str, Any]) -> Action:
    """An equal version may be written again: that repairs a document."""
    metadata = {"_op_type": "index", "_id": str(item_id), "version": version, "version_type": "external_gte"}
    return {**metadata, "_source": document or {Field.ITEM: str(item_id)}}


def _bulk_write(client: Elasticsearch, name: str, actions: Iterable[Action]) -> Iterator[tuple[UUID, str]]:
    """Send one chunk while the next is built: Python takes as long to build documents as the cluster to index them."""
    remaining = iter(actions)
    with ThreadPoolExecutor(1, "elasticsearch-bulk") as sender:
        pending: Future[list[tuple[UUID, str]]] | None = None
        while chunk := list(islice(remaining, CHUNK)):
            if pending is not None:
                yield from pending.result()
            pending = sender.submit(_send_chunk, client, name, chunk)
        if pending is not None:
            yield from pending.result()


def _send_chunk(client: Elasticsearch, name: str, chunk: list[Action]) -> list[tuple[UUID, str]]:
    """Send a chunk; return the items whose content was rejected, with the reason."""
    outcomes = streaming_bulk(
        client, chunk, chunk_size=CHUNK, max_chunk_bytes=CHUNK_BYTES, raise_on_error=False, index=name
    )
    with checked_response():
        results = [(succeeded, outcome["index"]) for succeeded, outcome in outcomes]
        if len(results) != len(chunk):
            raise EngineUnavailableError(f"Elasticsearch answered for {len(results)} of {len(chunk)} documents")
        failed = [result for succeeded, result in results if not succeeded and result["status"] != _CONFLICT]
        return [(UUID(result["_id"]), _rejection_reason(name, result)) for result in failed]


def _rejection_reason(name: str, result: dict[str, Any]) -> str:
    """Return why a document's content was rejected. Raises EngineUnavailableError if the write failed otherwise."""
    error = result["error"]
    reason = f"{error['reason'][:REASON]} {error.get('caused_by', {}).get('reason', '')[:REASON]}".strip()
    if result["status"] != _BAD_REQUEST:
        raise EngineUnavailableError(f"Elasticsearch did not write to {name}: {reason}")
    return reason
