"""The publishing log's app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PublishingConfig(AppConfig):
    """Registers the periodic tasks of publishing."""

    name = "publishing"

    def ready(self) -> None:
        from publishing.consumers.registry import PUBLISHING, register_periodic_task
        from publishing.images.unused import UnusedRenditions
        from publishing.infrastructure.clock import check_clock
        from publishing.log.expiry import record_expiries
        from publishing.models.triggers import restore_after_migrating
        from publishing.previews.documents import delete_expired

        post_migrate.connect(restore_after_migrating, sender=self)
        register_periodic_task("expiry", record_expiries, PUBLISHING)
        register_periodic_task("unused-renditions", UnusedRenditions())
        register_periodic_task("clock", check_clock, PUBLISHING)  # a failure is shown by the health check
        register_periodic_task("previews", delete_expired)
