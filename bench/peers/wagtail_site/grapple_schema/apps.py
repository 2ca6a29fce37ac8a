"""The application of grapple's registrations."""

from django.apps import AppConfig


class GrappleSchemaConfig(AppConfig):
    name = "bench.peers.wagtail_site.grapple_schema"
    label = "grapple_schema"
