"""What must hold of the kind that CONTRIBUTING.md adds. Run in a copy that has it (test_walkthroughs.py)."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from wagtail.models import Page

from cms.models import Home, Section
from tests.cms.factories import a_page, a_topic, publish
from tests.graphql_api.api_client import ask
from tests.search.searching import search_for, titles
from tests.search.with_cluster import work

pytestmark = pytest.mark.django_db
LIST = """{ notices(first: 9, filter: {urgency: {exact: TODAY}, topic: {exact: %s}}) {
  nodes { title urgency wording %s }
} }"""
CONTENT = "{ contents(first: 9, filter: {kind: {exact: NOTICE}}) { nodes { kind ... on Notice { urgency } } } }"


@pytest.fixture(autouse=True)
def _places(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.SEARCH_INDEX_DIR = tmp_path / "media", tmp_path / "index"


@pytest.fixture
def notice() -> Any:
    """A published notice in a section of its own."""
    model: Any = import_module("cms.models").NoticePage
    home = Page.objects.get(pk=Home.objects.get(locale__language_code="en-gb").pk)
    section: Any = home.add_child(instance=Section(title="Notices", slug="notices", lists="notice", live=False))
    publish(section)
    topic = a_topic()
    return a_page(model, section, title="Gate closed", urgency="today", wording="Use the west gate.", topics=[topic])


@pytest.mark.parametrize("generic", ["", "translations { id }"])
def test_clients_list_it(client: Client, notice: Any, generic: str) -> None:
    (node,) = ask(client, LIST % ('"vigilance"', generic))["notices"]["nodes"]
    assert (node["urgency"], node["wording"]) == ("TODAY", "Use the west gate.")
    a_topic("Fire", "fire")
    assert ask(client, LIST % ('"fire"', generic))["notices"]["nodes"] == []
    assert ask(client, CONTENT)["contents"]["nodes"] == [{"kind": "NOTICE", "urgency": "TODAY"}]


def test_readers_find_read_and_follow_it(client: Client, notice: Any) -> None:
    work()
    assert titles(search_for("west", kinds=("notice",))) == ["Gate closed"]
    page = client.get(notice.public_path()).content.decode()
    assert "Use the west gate." in page
    assert '"@type": "Article"' in page
    index = client.get("/notices/?urgency=today").content.decode()
    assert "Gate closed" in index
    assert "Gate closed" not in client.get("/notices/?urgency=any_time").content.decode()
    assert "Gate closed" in client.get("/feeds/notice.atom").content.decode()
    assert "/notices/" in client.get("/").content.decode()
