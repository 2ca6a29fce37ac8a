"""Runs a worker for an index folder: `python -m tests.search.indexing.worker FOLDER`."""

import sys
from pathlib import Path

import django
from django.conf import settings

django.setup()

from django.core.management import call_command  # noqa: E402

settings.SEARCH_INDEX_DIR = Path(sys.argv[1])
call_command("worker", pause=0.02)
