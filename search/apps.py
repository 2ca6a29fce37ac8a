"""The search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers the index with the worker."""

    name = "search"

    def ready(self) -> None:
        from publishing.consumers import register_consumer, register_duty
        from search.consumer import SearchConsumer, heal

        register_consumer(SearchConsumer())
        register_duty("search-index", heal)
