"""ASGI entry point of the event streams' process (docs/decisions/0080-streams-have-their-own-process.md)."""

import os
import resource

import django

from hub.garbage import freeze_long_lived_objects
from hub.parent_death import exit_with_parent
from hub.startup import exit_on_misconfiguration, raise_on_failed_checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
with exit_on_misconfiguration():
    exit_with_parent()
    django.setup()
    raise_on_failed_checks()

from graphql_api.streams.application import StreamApplication

# Each stream is an open file; the usual soft limit of 1,024 is a tenth of a percent of what the machine allows.
_, _hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_hard_limit, _hard_limit))
application = StreamApplication()
freeze_long_lived_objects()
