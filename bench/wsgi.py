"""The hub served with the benchmark's addresses."""

import os

from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
settings.ROOT_URLCONF = "bench.urls"

from hub.wsgi import application  # noqa: E402

__all__ = ["application"]
