"""Fixtures of the editors' app."""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tests.cms.factories import an_administrator


@pytest.fixture(autouse=True)
def _own_media(settings: Settings, tmp_path: Path) -> None:
    """Store uploaded and published files in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()  # Wagtail caches renditions in it, whose files were deleted after the last test


@pytest.fixture
def admin() -> Client:
    """A client logged in as an administrator."""
    client = Client()
    client.force_login(an_administrator())
    return client
