"""The app configuration of search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers consumers and periodic tasks with the worker, and starts counting searches."""

    name = "search"

    def ready(self) -> None:
        from counting.daily_task import DailyTask
        from publishing.consumers.registry import register_consumer, register_periodic_task
        from search.analytics.recording import recorder
        from search.analytics.retention import forget
        from search.indexing.consumers import consumers
        from search.indexing.maintenance import IndexMaintenance
        from search.relevance.monthly import measure_last_month
        from search.saved.preparation import prepare_outdated

        for consumer in consumers():
            register_consumer(consumer, consumer.name)
            register_periodic_task(f"{consumer.name}-index", IndexMaintenance(consumer), consumer.name)
        register_periodic_task("search-relevance", DailyTask(measure_last_month))
        register_periodic_task("search-analytics", DailyTask(forget))
        register_periodic_task("saved-searches", prepare_outdated)
        recorder.start()
