"""The demonstration content, loaded for the tests of one module and taken away after them."""

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
    """Load it in a transaction that is rolled back at the end; files go to `media`.

    For a fixture of a module's scope, which depends on django_db_setup. Tests that use it take `db` as usual.
    """
    cache.clear()  # Wagtail remembers renditions in it, and other tests' files are gone
    with blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media):
            load()
        yield
        transaction.set_rollback(True)
