"""The pages' application."""

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "bench.peers.wagtail_site.content"
    label = "content"
