"""The engines that this installation has, the first choice first."""

from pathlib import Path

from django.conf import settings

from search.consumer import SearchConsumer
from search.elasticsearch_engine.cluster import Address, Cluster, cluster
from search.elasticsearch_engine.engine import ElasticsearchEngine
from search.elasticsearch_engine.store import ElasticsearchStore
from search.engines import Engine, Store
from search.models import LogIdentity
from search.tantivy_engine import engine as tantivy
from search.tantivy_engine.store import TantivyStore


def engines() -> tuple[Engine, ...]:
    """Return the engines to ask, in order: where the first cannot answer, the next does."""
    local = tantivy.engine(Path(settings.SEARCH_INDEX_DIR))
    if not settings.ELASTICSEARCH_URLS:
        return (local,)
    return (ElasticsearchEngine(_cluster(), settings.ELASTICSEARCH_INDEX), local)


def consumers() -> tuple[SearchConsumer, ...]:
    """Return what feeds each engine's index from the log: tantivy's always, it answers when the cluster cannot."""
    local = SearchConsumer("search", "tantivy", _tantivy)
    if not settings.ELASTICSEARCH_URLS:
        return (local,)
    return (local, SearchConsumer("search-elasticsearch", "elasticsearch", _elasticsearch))


def _tantivy() -> Store:
    return TantivyStore(Path(settings.SEARCH_INDEX_DIR), LogIdentity.current)


def _elasticsearch() -> Store:
    return ElasticsearchStore(_cluster(), settings.ELASTICSEARCH_INDEX, LogIdentity.current)


def _cluster() -> Cluster:
    return cluster(
        Address(tuple(settings.ELASTICSEARCH_URLS), settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA_CERTS)
    )
