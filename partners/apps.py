"""The partners app."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Sees to the counts of API calls, to reminders of keys that end, and to the front ends that show drafts."""

    name = "partners"

    def ready(self) -> None:
        from counting.daily_task import DailyTask
        from partners.models import Partner
        from partners.preview_sites import list_preview_sites
        from partners.reminders import find_due_reminders
        from partners.usage.recording import recorder
        from partners.usage.retention import forget
        from publishing.consumers.due_emails import DueEmails
        from publishing.consumers.purging import register_embedders
        from publishing.consumers.registry import register_periodic_task
        from publishing.previews.sites import register_preview_sites

        register_periodic_task("api-usage", DailyTask(forget))
        register_periodic_task("key-reminders", DueEmails(find_due_reminders))
        register_preview_sites(list_preview_sites)
        register_embedders(Partner.list_embedders)
        recorder.start()
