"""ASGI entry point: event streams only, in a process of their own (docs/decisions/0080-streams-beside-the-site.md)."""

import os
import resource

import django

from hub.garbage import freeze_survivors
from hub.parent import end_with_parent
from hub.start import refuse_errors, stop_on_misconfiguration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
with stop_on_misconfiguration():
    end_with_parent()
    django.setup()
    refuse_errors()

from graphql_api.streams.application import Streams

# A stream is an open file; the usual soft limit of 1,024 is a tenth of a percent of what the machine allows.
_, _most = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_most, _most))
application = Streams()
freeze_survivors()
