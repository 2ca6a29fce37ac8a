"""A worker on a given index: `python -m tests.search.indexing.working FOLDER`."""

import sys
from pathlib import Path

import django
from django.conf import settings

django.setup()

from django.core.management import call_command  # noqa: E402

settings.SEARCH_INDEX_DIR = Path(sys.argv[1])
call_command("worker", pause=0.02)
