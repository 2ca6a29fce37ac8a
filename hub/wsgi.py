"""WSGI entry point: site, admin and API (docs/decisions/0010-pages-are-wsgi.md says why not ASGI)."""

import os

import django
from django.core.wsgi import get_wsgi_application

from hub.garbage import freeze_long_lived_objects
from hub.granian import adapt_to_granian
from hub.parent_death import exit_with_parent
from hub.startup import exit_on_misconfiguration, raise_on_failed_checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
with exit_on_misconfiguration():
    exit_with_parent()
    django.setup()
    raise_on_failed_checks()
    from graphql_api.execution.caching.wsgi_cache import with_wsgi_cache  # reads settings and models

    application = adapt_to_granian(with_wsgi_cache(get_wsgi_application()))
    freeze_long_lived_objects()
