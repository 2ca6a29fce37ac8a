"""The editors' app."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Listens to what passes by the page types, and publishes what falls due."""

    name = "cms"

    def ready(self) -> None:
        from cms.schedule import schedule
        from cms.signals import connect
        from publishing.consumers import register_duty

        connect(list(self.get_models()))
        register_duty("schedule", schedule.publish_due)
