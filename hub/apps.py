"""The project's own app: system checks and management commands."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Registers the system checks."""

    name = "hub"

    def ready(self) -> None:
        from hub import checks  # noqa: F401 (importing registers them)
