"""A published world, and people who read it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import Settings

from publishing.consumers.registry import periodic_tasks
from publishing.consumers.worker import Worker
from publishing.models import ContentItem, Entitlement
from tests.website.world import build_world

World = dict[str, ContentItem]
SignIn = Callable[..., Client]
Index = Callable[[], None]


@pytest.fixture(autouse=True)
def _media(settings: Settings, tmp_path: Path) -> None:
    """Store files in a folder of the test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


@pytest.fixture
def world(db: None) -> World:
    """One of each kind, joined by links."""
    return build_world()


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Index:
    """Index everything in the log. What cms would publish by itself (its first pages) is left out."""
    monkeypatch.delitem(periodic_tasks, "schedule", raising=False)

    def round_of_work() -> None:
        worker = Worker("test")
        worker.run_round()
        worker.release()

    return round_of_work


@pytest.fixture
def indexed(world: World, index: Index) -> World:
    """The world, in the index."""
    index()
    return world


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """Sign in a user: `sign_in(validated=True, items=[...])` returns their client."""

    def enter(name: str = "reader", items: tuple[ContentItem, ...] = (), **access: bool) -> Client:
        user = get_user_model().objects.create_user(name, password="correct horse battery")
        entitlement = Entitlement.objects.create(user=user, **access)
        entitlement.items.set(items)
        client = Client()
        client.force_login(user)
        return client

    return enter
