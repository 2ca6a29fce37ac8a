"""The search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers the index with the worker, and sees to the counts of searches."""

    name = "search"

    def ready(self) -> None:
        from counting.retention import Retention
        from publishing.consumers.registry import register_consumer, register_duty
        from search.analytics.recording import recorder
        from search.analytics.retention import forget
        from search.indexing.consumers import consumers
        from search.indexing.maintenance import IndexMaintenance
        from search.saved.preparation import prepare_outdated

        for consumer in consumers():
            register_consumer(consumer, consumer.name)
            register_duty(f"{consumer.name}-index", IndexMaintenance(consumer), consumer.name)
        register_duty("search-analytics", Retention(forget))
        register_duty("saved-searches", prepare_outdated)
        recorder.start()
