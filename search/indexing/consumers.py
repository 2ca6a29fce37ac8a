"""The consumers of the publishing log that keep the engines' indices up to date."""

from django.conf import settings

from search.engines.configured import elasticsearch_store, tantivy_store
from search.indexing.consumer import SearchConsumer


def consumers() -> tuple[SearchConsumer, ...]:
    """Return one consumer per engine. There is always one for tantivy, which answers when the cluster cannot."""
    local = SearchConsumer("search", "tantivy", tantivy_store)
    if not settings.ELASTICSEARCH_URLS:
        return (local,)
    return (local, SearchConsumer("search-elasticsearch", "elasticsearch", elasticsearch_store))
