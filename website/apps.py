"""The website's Django app."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """Registers the website's system checks."""

    name = "website"

    def ready(self) -> None:
        from django.core.checks import Tags, register

        from website.http.checks import check_frontend_is_built

        register(check_frontend_is_built, Tags.staticfiles, deploy=True)
