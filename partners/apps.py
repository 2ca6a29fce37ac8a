"""The partners app."""

from django.apps import AppConfig


class PartnersConfig(AppConfig):
    """Partner organisations and their keys."""

    name = "partners"
