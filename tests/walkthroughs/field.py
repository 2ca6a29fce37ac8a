"""What must hold of the field that CONTRIBUTING.md adds. Run in a copy that has it (test_walkthroughs.py)."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from cms.models import BriefingPage
from tests.cms.factories import a_page
from tests.graphql_api.api_client import ask
from tests.search.searching import search_for, titles
from tests.search.with_cluster import work

pytestmark = pytest.mark.django_db
LIST = "{ briefings(first: 9) { nodes { title venue %s } } }"


@pytest.fixture(autouse=True)
def _places(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.SEARCH_INDEX_DIR = tmp_path / "media", tmp_path / "index"


@pytest.mark.parametrize("generic", ["", "translations { id }"])
def test_clients_get_the_field(client: Client, generic: str) -> None:
    fields: dict[str, Any] = {"venue": "Castle Green"}
    a_page(BriefingPage, title="Fair", **fields)
    a_page(BriefingPage, title="All over")
    nodes = ask(client, LIST % generic)["briefings"]["nodes"]
    assert {node["title"]: node["venue"] for node in nodes} == {"Fair": "Castle Green", "All over": None}


def test_readers_find_and_read_it(client: Client) -> None:
    fields: dict[str, Any] = {"venue": "Castle Green"}
    page = a_page(BriefingPage, title="Fair", **fields)
    work()
    assert titles(search_for("castle")) == ["Fair"]
    assert "Castle Green" in client.get(page.public_path()).content.decode()
