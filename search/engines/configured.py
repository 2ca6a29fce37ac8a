"""The engines that this installation has, the first choice first."""

from pathlib import Path

from django.conf import settings

from search.engines.elasticsearch.cluster import Address, Cluster, get_cluster
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.store import ElasticsearchStore
from search.engines.interface import Engine, Store
from search.engines.tantivy.engine import get_engine
from search.engines.tantivy.store import TantivyStore
from search.models import LogIdentity


def engines() -> tuple[Engine, ...]:
    """Return the engines to ask, in order: where the first cannot answer, the next does."""
    local = get_engine(Path(settings.SEARCH_INDEX_DIR))
    if not settings.ELASTICSEARCH_URLS:
        return (local,)
    return (ElasticsearchEngine(_cluster(), settings.ELASTICSEARCH_INDEX), local)


def tantivy_store() -> Store:
    """Return the store of tantivy's indices, in the folder SEARCH_INDEX_DIR."""
    return TantivyStore(Path(settings.SEARCH_INDEX_DIR), LogIdentity.current)


def elasticsearch_store() -> Store:
    """Return the store of the indices in the Elasticsearch cluster."""
    return ElasticsearchStore(_cluster(), settings.ELASTICSEARCH_INDEX, LogIdentity.current)


def _cluster() -> Cluster:
    return get_cluster(
        Address(tuple(settings.ELASTICSEARCH_URLS), settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA_CERTS)
    )
