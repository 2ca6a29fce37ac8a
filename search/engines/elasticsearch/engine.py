"""The Elasticsearch engine: a cluster that all processes share."""

from elasticsearch import NotFoundError

from publishing.access.audiences import Audience
from search.base.cursors import CursorPosition
from search.engines.elasticsearch.cluster import Cluster
from search.engines.elasticsearch.snapshot import KEEP_ALIVE, ElasticsearchSnapshot
from search.engines.elasticsearch.store import ElasticsearchStore
from search.engines.interface import EngineUnavailableError, LogPosition
from search.queries.audience_tiers import FULL_TIER

NAME = "ELASTICSEARCH"


class ElasticsearchEngine:
    """Searches the index behind the read alias."""

    name = NAME

    def __init__(self, cluster: Cluster, prefix: str) -> None:
        self._cluster = cluster
        self._store = ElasticsearchStore(cluster, prefix)

    def snapshot(self, after: CursorPosition | None = None, tier: Audience = FULL_TIER) -> ElasticsearchSnapshot:
        """Return the newest state; for a later page, the point in time that is opened for the second page."""
        deadline = self._cluster.search_deadline()
        alias = self._store.read_alias
        if after and after.snapshot_id:
            position = LogPosition(after.sequence, after.fingerprint)
            return ElasticsearchSnapshot(
                self._cluster, alias, position, tier, point_in_time=after.snapshot_id, deadline=deadline
            )
        position = self._store.read_position(deadline)
        point_in_time = ""
        if after:
            try:
                opened = self._cluster.look_up(
                    lambda client: client.open_point_in_time(index=alias, keep_alive=KEEP_ALIVE), deadline=deadline
                )
                point_in_time = str(opened["id"])
            except NotFoundError as error:
                raise EngineUnavailableError("There is no search index yet: the worker builds it") from error
        return ElasticsearchSnapshot(
            self._cluster, alias, position, tier, point_in_time=point_in_time, deadline=deadline
        )
