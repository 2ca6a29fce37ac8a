"""More like this: under pages for reading, limited to what the reader may see, and cheap."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind, Relation
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem
from tests.website.conftest import Index, SignIn, World
from tests.website.factories import FRANCE, publish, refer, text
from tests.website.search_pages.browsing import follow

pytestmark = pytest.mark.django_db

PATH = "/guidance/lock-the-gates/"
PAGE = 3  # the page itself, its links, the layout


@pytest.fixture
def gates(index: Index) -> ContentItem:
    """Guidance, and what is like it: public, for validated readers, and a topic."""
    item = publish(title="Lock the gates", summary="Gates are locked at dusk.", path=PATH)
    publish(Kind.BRIEFING, title="Gates <at> dusk", summary="Who locks them.")
    publish(title="Gates of the checked", summary="At dusk.", audience=Audience.VALIDATED, marking=Marking.AMBER)
    publish(Kind.TOPIC, title="Gates", summary="Locked at dusk.")
    for number in range(3):
        publish(title=f"Ferry {number}", summary="Boats leave on the hour.")
    index()
    return item


def similar(found: BeautifulSoup) -> list[str]:
    """The titles below "More like this"."""
    return [link.text for link in found.select("section[aria-labelledby=similar] h3 a")]


def test_similar_pages_are_shown_except_lists(gates: ContentItem, client: Client) -> None:
    found = follow(client, PATH)
    assert similar(found)[0] == "Gates <at> dusk"
    assert not {"Gates", "Lock the gates", "Gates of the checked"} & set(similar(found))
    assert found.find(id="similar").text == "More like this"


def test_at_most_five_are_shown(gates: ContentItem, index: Index, client: Client) -> None:
    for number in range(8):
        publish(title=f"Gates {number}", summary="Gates are locked at dusk.")
    index()
    assert len(similar(follow(client, PATH))) == 5


def test_what_the_page_already_links_to_is_left_out(index: Index, client: Client) -> None:
    chosen, mentioned, _ = (
        publish(title=f"{name} gates", summary="Locked at dusk.") for name in ("Chosen", "Mentioned", "Other")
    )
    link = text(f'<p>Read <a data-content="{mentioned.content_id}">this</a>.</p>')
    publish(title="Gates", path=PATH, body=(link,), references=refer(Relation.RELATED, chosen.content_id))
    index()
    assert similar(follow(client, PATH)) == ["Other gates"]


def test_readers_with_more_access_see_more_and_it_is_not_cached(
    gates: ContentItem, client: Client, sign_in: SignIn
) -> None:
    reader = sign_in(validated=True)
    assert "Gates of the checked" in similar(follow(reader, PATH))
    assert reader.get(PATH)["Cache-Control"] == "private, no-store"
    assert "Gates of the checked" not in similar(follow(client, PATH))
    assert client.get(PATH)["Cache-Control"].startswith("public")


def test_restricted_pages_show_what_their_readers_may_see(gates: ContentItem, sign_in: SignIn) -> None:
    restricted = ContentItem.objects.get(edition__title="Gates of the checked")
    assert "Lock the gates" in similar(follow(sign_in(validated=True), restricted.path))


def test_withdrawn_content_disappears_at_once(gates: ContentItem, client: Client) -> None:
    assert "Gates <at> dusk" in similar(follow(client, PATH))
    briefing = ContentItem.objects.get(edition__title="Gates <at> dusk")
    record_withdrawal(briefing.content_id, briefing.locale)
    assert "Gates <at> dusk" not in similar(follow(client, PATH))


@pytest.mark.parametrize("path", ["/", "/about/", "/guidance/", "/topics/vehicle-security/", f"{FRANCE}health/"])
def test_lists_and_parts_have_no_similar_pages(path: str, indexed: World, client: Client) -> None:
    assert similar(follow(client, path)) == []


def test_similar_pages_of_a_welsh_page_are_in_welsh(index: Index, client: Client) -> None:
    for number in range(3):
        publish(title=f"Llusern {number}", locale="cy", path=f"/cy/llusern-{number}/")
    index()
    found = follow(client, "/cy/llusern-0/")
    assert set(similar(found)) == {"Llusern 1", "Llusern 2"}
    assert found.find(id="similar").text == "Rhagor fel hyn"


def test_without_an_index_the_page_renders_without_similar_pages(
    gates: ContentItem, client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "none"
    found = follow(client, PATH)
    assert "Lock the gates" in found.main.text
    assert found.find(id="similar") is None


def test_similar_ids_are_cached_and_then_cost_two_queries(
    gates: ContentItem, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(PAGE + 8):
        first = client.get(PATH)
    with django_assert_num_queries(PAGE + 2):
        assert client.get(PATH).content == first.content
    cache.clear()
    with django_assert_num_queries(PAGE + 8):
        client.get(PATH)
