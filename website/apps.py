"""The website's Django app."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """Registers the website's system checks, and starts counting answers about pages."""

    name = "website"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from counting.daily_task import DailyTask
        from publishing.consumers.registry import register_periodic_task
        from website.feedback.recording import forget, recorder
        from website.http.checks import check_frontend_is_built

        register(check_frontend_is_built, Tags.staticfiles, deploy=True)
        register_periodic_task("page-feedback", DailyTask(forget))
        recorder.start()
