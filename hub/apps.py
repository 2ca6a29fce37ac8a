"""The hub's own app: system checks and the commands that compose the whole."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """Registers the system checks."""

    name = "hub"

    def ready(self) -> None:
        from hub import checks  # noqa: F401 (importing registers them)
