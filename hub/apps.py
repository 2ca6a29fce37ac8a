"""The project's own app: system checks and management commands."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Registers the system checks, and who gets what is released."""

    name = "hub"

    def ready(self) -> None:
        from cms.release.recipients import register_recipients
        from hub import checks  # noqa: F401 (importing registers them)
        from hub.recipients import count_recipients

        register_recipients(count_recipients)
