"""Elasticsearch: a cluster that all processes share."""

from elasticsearch import NotFoundError

from publishing.access.audiences import Audience
from search.base.cursors import Place
from search.engines.elasticsearch.cluster import Cluster
from search.engines.elasticsearch.snapshot import KEPT, ElasticsearchSnapshot
from search.engines.elasticsearch.store import ElasticsearchStore
from search.engines.interface import EngineUnavailableError, LogPosition
from search.queries.audience_partitions import WHOLE

NAME = "ELASTICSEARCH"


class ElasticsearchEngine:
    """Asks what the read alias stands for."""

    name = NAME

    def __init__(self, cluster: Cluster, prefix: str) -> None:
        self._cluster = cluster
        self._store = ElasticsearchStore(cluster, prefix)

    def snapshot(self, after: Place | None = None, circle: Audience = WHOLE) -> ElasticsearchSnapshot:
        """Return the newest state; for a page after another the one that is kept from the second page on."""
        end = self._cluster.end_of_an_answer()
        alias = self._store.read_alias
        if after and after.frozen:
            known = LogPosition(after.sequence, after.mark)
            return ElasticsearchSnapshot(self._cluster, alias, known, circle, frozen=after.frozen, end=end)
        position = self._store.read_position(end)
        try:
            frozen = self._freeze(end) if after else ""
        except NotFoundError as error:
            raise EngineUnavailableError("There is no search index yet: the worker builds it") from error
        return ElasticsearchSnapshot(self._cluster, alias, position, circle, frozen=frozen, end=end)

    def _freeze(self, end: float) -> str:
        alias = self._store.read_alias
        opened = self._cluster.look_up(lambda client: client.open_point_in_time(index=alias, keep_alive=KEPT), end=end)
        return str(opened["id"])
