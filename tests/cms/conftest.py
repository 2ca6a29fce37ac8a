"""Fixtures of the editors' app."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.cms.factories import an_administrator


@pytest.fixture(autouse=True)
def _own_media(settings: Settings, tmp_path: Path) -> None:
    """Uploaded and published files go to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()  # Wagtail remembers renditions in it, and their files went with the last test


@pytest.fixture
def admin() -> Client:
    """A browser in which an administrator is signed in."""
    client = Client()
    client.force_login(an_administrator())
    return client
