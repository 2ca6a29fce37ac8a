"""Loaded before pytest-django reads the settings: tests run under HUB_ENVIRONMENT=test and in a folder of their own.

Of the shell's own HUB_ variables only the engines pass (tests/postgresql.py sets one), so that a developer's settings
cannot change what the tests prove. Each xdist worker has its own folder: one search index has one writing process.
"""

import os
import shutil
import tempfile

ENGINES = {"HUB_DATABASE_URL", "HUB_REDIS_URL"}
# No setting, or every test would search there: for the fixture `elasticsearch_url`.
if "HUB_ELASTICSEARCH_URL" in os.environ:
    os.environ["TESTS_ELASTICSEARCH_URL"] = os.environ["HUB_ELASTICSEARCH_URL"]

for name in [name for name in os.environ if name.startswith("HUB_") and name not in ENGINES]:
    del os.environ[name]
os.environ["HUB_ENVIRONMENT"] = "test"
# Counts are written when some seconds have passed: in whichever test that happened, its SQL would be counted wrongly.
os.environ["HUB_SEARCH_ANALYTICS_DAYS"] = os.environ["HUB_API_USAGE_DAYS"] = "0"
os.environ["HUB_DATA_DIR"] = tempfile.mkdtemp(prefix="hub-tests-")


def pytest_unconfigure() -> None:
    """Delete this process's folder."""
    shutil.rmtree(os.environ["HUB_DATA_DIR"], ignore_errors=True)
