"""The search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers the index with the worker."""

    name = "search"

    def ready(self) -> None:
        from publishing.consumers import register_consumer, register_duty
        from search.configured import tantivy_store
        from search.consumer import SearchConsumer

        consumer = SearchConsumer("search", tantivy_store)
        register_consumer(consumer)
        register_duty("search-index", consumer.heal)
