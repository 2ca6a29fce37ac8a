"""The app for editors."""

from django.apps import AppConfig
from django.conf import settings


class CmsConfig(AppConfig):
    """Patches Wagtail, connects signals, and registers the schedule, reminders and the purging of
    downstream caches."""

    name = "cms"

    def ready(self) -> None:
        from wagtail.log_actions import get_active_log_context

        from cms.admin.editing_sessions import patch_editing_sessions
        from cms.admin.exports import sanitise_exports
        from cms.downstream_caches.consumer import UrlPurgeConsumer
        from cms.jobs.schedule import schedule
        from cms.lifecycle.release_gate import register_gate
        from cms.release.gate import check_change
        from cms.release.jobs import end_proposals
        from cms.release.notices import INTERVAL, find_due_notices
        from cms.review.reminders import find_due_reminders
        from cms.signals import connect
        from cms.staff.comparison_patches import patch_comparisons
        from cms.staff.policies import register_policies
        from cms.staff.wagtail_patches import patch_wagtail
        from publishing.consumers.due_emails import DueEmails
        from publishing.consumers.registry import PUBLISHING, register_consumer, register_periodic_task
        from publishing.log.actors import register_current_user

        register_policies()
        register_gate(check_change)
        register_current_user(lambda: get_active_log_context().user)
        patch_wagtail()
        patch_comparisons()
        patch_editing_sessions()
        connect(list(self.get_models()))
        sanitise_exports()
        register_periodic_task("schedule", schedule.publish_due, PUBLISHING)
        register_periodic_task("review-reminders", DueEmails(find_due_reminders))
        register_periodic_task("proposals", end_proposals)
        register_periodic_task("release-notices", DueEmails(find_due_notices, interval=INTERVAL))
        if settings.WAGTAILFRONTENDCACHE:
            register_consumer(UrlPurgeConsumer(), UrlPurgeConsumer.name)
