"""The editors' app."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Listens to what passes by the page types, and publishes what falls due."""

    name = "cms"

    def ready(self) -> None:
        from cms.signals import connect

        connect(list(self.get_models()))
