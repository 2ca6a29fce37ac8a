"""The peers' site for Granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peers.wagtail_site.settings")
application = get_wsgi_application()
