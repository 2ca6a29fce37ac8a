"""The partners app."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Sees to the counts of API calls, and to reminders of keys that end."""

    name = "partners"

    def ready(self) -> None:
        from counting.retention import Retention
        from partners.reminders import Reminders
        from partners.usage.recording import recorder
        from partners.usage.retention import forget
        from publishing.consumers.registry import register_periodic_task

        register_periodic_task("api-usage", Retention(forget))
        register_periodic_task("key-reminders", Reminders())
        recorder.start()
