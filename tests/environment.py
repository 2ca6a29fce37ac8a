"""Loaded before pytest-django reads the settings: tests run under HUB_ENVIRONMENT=test and in a folder of their own."""

import os
import tempfile

os.environ["HUB_ENVIRONMENT"] = "test"
os.environ.setdefault("HUB_DATA_DIR", tempfile.mkdtemp(prefix="hub-tests-"))
