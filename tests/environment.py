"""Loaded before pytest-django reads the settings: tests run under HUB_ENVIRONMENT=test and in a folder of their own.

What is loaded before the first test stays to the end: 900,000 objects, which Python's collector would look at again
after some hundred tests each, a fifth of all time. It is off until then, and afterwards looks only at what is newer.

Of the shell's own HUB_ variables only the engines pass (tests/postgresql.py sets one), so that a developer's settings
cannot change what the tests prove. Each xdist worker has its own folder: one search index has one writing process.
"""

import gc
import os
import shutil
import subprocess
import tempfile

import pytest

from tests import migrated

gc.disable()
ENGINES = {"HUB_DATABASE_URL", "HUB_REDIS_URL"}
# No setting, or every test would search there: for the fixture `elasticsearch_url`.
if "HUB_ELASTICSEARCH_URL" in os.environ:
    os.environ["TESTS_ELASTICSEARCH_URL"] = os.environ["HUB_ELASTICSEARCH_URL"]

for name in [name for name in os.environ if name.startswith("HUB_") and name not in ENGINES]:
    del os.environ[name]
os.environ["HUB_ENVIRONMENT"] = "test"
os.environ.setdefault("TESTS_SIZE", "0.01")  # make test-long sets 1 (tests/sizes.py)
# Counts are written when some seconds have passed: in whichever test that happened, its SQL would be counted wrongly.
os.environ["HUB_SEARCH_ANALYTICS_DAYS"] = os.environ["HUB_API_USAGE_DAYS"] = "0"
os.environ["HUB_DATA_DIR"] = tempfile.mkdtemp(prefix="hub-tests-")
# xdist's workers inherit the first process's: they share what is there.
os.environ.setdefault("TESTS_MIGRATED", os.environ["HUB_DATA_DIR"])
FIRST = os.environ["TESTS_MIGRATED"] == os.environ["HUB_DATA_DIR"]
migrating: list[subprocess.Popen[bytes]] = []


def pytest_configure(config: pytest.Config) -> None:
    """If workers are about to start, migrate their database at the same time."""
    if FIRST and config.getoption("numprocesses", None) and not config.option.collectonly:
        migrating.append(migrated.start_migrating())


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Freeze what all tests share. Newer objects are collected as ever while they are young, less often later."""
    gc.freeze()
    gc.set_threshold(700, 10, 100)
    gc.enable()


def pytest_unconfigure() -> None:
    """Delete this process's folder and what the run shared."""
    for process in migrating:
        process.terminate()
        process.wait()
    if FIRST:
        migrated.drop()
    shutil.rmtree(os.environ["HUB_DATA_DIR"], ignore_errors=True)
