"""Loads the demonstration content for the tests of one module, and removes it afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from cms.loading.demonstration import load


@contextmanager
def loaded_demonstration(blocker: DjangoDbBlocker, media: Path) -> Iterator[None]:
    """Load it in a transaction that is rolled back at the end; files are written to `media`.

    For a module-scoped fixture that depends on django_db_setup. Tests that use it request `db` as usual.
    """
    cache.clear()  # Wagtail caches renditions, and other tests' files no longer exist
    with blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media):
            load()
        yield
        transaction.set_rollback(True)
