"""One index of the cluster, written to.

Each document carries the sequence number of its item's last change as its external version: what was made for an
earlier change is refused (409). What leaves the index leaves a document without content, because a deleted one is
forgotten after a minute and could then be brought back by a late write.
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
from search.engines.elasticsearch.cluster import Cluster, understanding
from search.engines.elasticsearch.mapping import DIGEST, MARK, SEQUENCE, STATE, elasticsearch_document
from search.engines.elasticsearch.snapshot import ElasticsearchSnapshot
from search.engines.interface import EngineUnavailableError, IndexedVersion, LogPosition, RejectedDocument

CHUNK = 500
CHUNK_BYTES = 8_000_000
PAGE = 5_000
REASON = 300
"""Characters of a reason that are told: it may quote all of the text."""
_DOCUMENTS = {"exists": {"field": Field.LOCALE}}
_STALE = 409
_REFUSED = 400

Action = dict[str, Any]


class ElasticsearchIndex:
    """An index, by its name."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._cluster = cluster
        self._name = name

    @property
    def name(self) -> str:
        """The index's name."""
        return self._name

    def position(self) -> LogPosition:
        """Return how far in the log it is."""
        return self._cluster.search(lambda client: position_in(client, self.name))

    def exists(self) -> bool:
        """Whether it is still there with our mapping. Writing to one that was deleted makes another, without it."""

        def is_ours(client: Elasticsearch) -> bool:
            found = client.indices.get_mapping(index=self.name)
            return bool(found[self.name]["mappings"].get("dynamic") == "strict")

        try:
            return self._cluster.search(is_ours)
        except NotFoundError:
            return False

    def write(
        self, documents: Iterable[SearchDocument], gone: Mapping[UUID, int], position: LogPosition | None
    ) -> list[RejectedDocument]:
        """Put documents in place of older ones, take out the `gone`, make it all searchable, move to `position`."""
        versions: dict[UUID, int] = {}
        refused = self._bulk(_written(documents, versions))
        out = {**gone, **{item_id: versions[item_id] for item_id in refused}}
        self._bulk(_action(item_id, version, {}) for item_id, version in out.items())
        self._refresh()
        if position is not None:
            state = {Field.ITEM: STATE, SEQUENCE: position.sequence, MARK: position.mark}
            self._cluster.write(lambda client: client.index(index=self.name, id=STATE, document=state))
        self._cluster.positions.clear()
        return [RejectedDocument(item_id, versions[item_id], reason) for item_id, reason in refused.items()]

    def count(self) -> int:
        """Return how many documents it has."""
        return self._cluster.search(lambda client: int(client.count(index=self.name, query=_DOCUMENTS)["count"]))

    def snapshot(self) -> ElasticsearchSnapshot:
        """Return it, to be asked."""
        return ElasticsearchSnapshot(self._cluster, self.name, self.position())

    def indexed_versions(self) -> Iterator[IndexedVersion]:
        """Yield all documents, by item id."""
        after: list[Any] = []
        while True:
            page, after = self._known_after(after)
            yield from page
            if len(page) < PAGE:
                return

    def _known_after(self, after: list[Any]) -> tuple[list[IndexedVersion], list[Any]]:
        """Return the next documents, and by what the last of them is sorted."""
        wanted: dict[str, Any] = {
            "query": _DOCUMENTS,
            "sort": [{Field.ITEM: "asc"}],
            "docvalue_fields": [DIGEST],
            "size": PAGE,
            "version": True,
            "source": False,
            **({"search_after": after} if after else {}),
        }

        def page(client: Elasticsearch) -> tuple[list[IndexedVersion], list[Any]]:
            answer = client.search(index=self.name, **wanted)
            if answer["timed_out"] or answer["_shards"]["failed"]:
                raise EngineUnavailableError("Elasticsearch could read only a part of the index")
            hits = answer["hits"]["hits"]
            known = [
                IndexedVersion(UUID(hit["_id"]), int(hit["_version"]), str(hit["fields"][DIGEST][0])) for hit in hits
            ]
            return known, list(hits[-1]["sort"]) if hits else []

        return self._cluster.write(page)

    def _bulk(self, actions: Iterable[Action]) -> dict[UUID, str]:
        """Send writes in chunks; return what was refused for its content, and why. That a newer document is there is
        no refusal."""
        return self._cluster.write_all(lambda client: dict(_refusals(client, self.name, actions)))

    def _refresh(self) -> None:
        def refresh(client: Elasticsearch) -> None:
            if failed := client.indices.refresh(index=self.name)["_shards"]["failed"]:
                raise EngineUnavailableError(f"{failed} shards of {self.name} could not be refreshed")

        self._cluster.write(refresh)


def position_in(client: Elasticsearch, name: str) -> LogPosition:
    """Return the position that an index holds. Raises NotFoundError where there is no index."""
    try:
        state = client.get(index=name, id=STATE)["_source"]
    except NotFoundError as error:
        if error.body.get("found") is False:  # the index is there, and nothing was written yet
            return LogPosition()
        raise
    except BadRequestError as error:  # closed, or an alias that stands for several: nothing that was asked is wrong
        raise EngineUnavailableError(f"The index {name} cannot be read: {error}") from error
    return LogPosition(int(state[SEQUENCE]), str(state[MARK]))


def _written(documents: Iterable[SearchDocument], versions: dict[UUID, int]) -> Iterator[Action]:
    for document in documents:
        versions[document.item_id] = document.version
        yield _action(document.item_id, document.version, elasticsearch_document(document))


def _action(item_id: UUID, version: int, document: dict[str, Any]) -> Action:
    """An equal version may be written again: that mends what went wrong."""
    head = {"_op_type": "index", "_id": str(item_id), "version": version, "version_type": "external_gte"}
    return {**head, "_source": document or {Field.ITEM: str(item_id)}}


def _refusals(client: Elasticsearch, name: str, actions: Iterable[Action]) -> Iterator[tuple[UUID, str]]:
    """Send one chunk while the next is made: making documents takes Python as long as indexing takes the cluster."""
    chunks = iter(actions)
    with ThreadPoolExecutor(1, "elasticsearch-bulk") as sender:
        sent: Future[list[tuple[UUID, str]]] | None = None
        while chunk := list(islice(chunks, CHUNK)):
            if sent is not None:
                yield from sent.result()
            sent = sender.submit(_sent, client, name, chunk)
        if sent is not None:
            yield from sent.result()


def _sent(client: Elasticsearch, name: str, chunk: list[Action]) -> list[tuple[UUID, str]]:
    """Send a chunk; return what was refused for its content, and why."""
    outcomes = streaming_bulk(
        client, chunk, chunk_size=CHUNK, max_chunk_bytes=CHUNK_BYTES, raise_on_error=False, index=name
    )
    with understanding():
        results = [(is_done, outcome["index"]) for is_done, outcome in outcomes]
        if len(results) != len(chunk):
            raise EngineUnavailableError(f"Elasticsearch answered for {len(results)} of {len(chunk)} documents")
        failed = [result for is_done, result in results if not is_done and result["status"] != _STALE]
        return [(UUID(result["_id"]), _reason(name, result)) for result in failed]


def _reason(name: str, result: dict[str, Any]) -> str:
    """Return why a document was refused for its content. Raises EngineUnavailableError for any other reason."""
    error = result["error"]
    reason = f"{error['reason'][:REASON]} {error.get('caused_by', {}).get('reason', '')[:REASON]}".strip()
    if result["status"] != _REFUSED:
        raise EngineUnavailableError(f"Elasticsearch did not write to {name}: {reason}")
    return reason
