"""WSGI entry point: site, admin and API (docs/decisions/0010-pages-are-wsgi.md says why not ASGI)."""

import os

import django
from django.core.wsgi import get_wsgi_application

from hub.garbage import freeze_survivors
from hub.granian import served_by_granian
from hub.parent import end_with_parent
from hub.start import refuse_errors, stop_on_misconfiguration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
with stop_on_misconfiguration():
    end_with_parent()
    django.setup()
    refuse_errors()
    from graphql_api.execution.caching.wsgi_cache import answered_from_cache  # reads settings and models

    application = served_by_granian(answered_from_cache(get_wsgi_application()))
    freeze_survivors()
