"""The sitemap and robots.txt."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from publishing.access.viewers import ANONYMOUS
from publishing.kinds import Kind, Relation
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem
from tests.website.conftest import World
from tests.website.factories import publish, refer
from website.lists.list_dates import load_list_dates
from website.views import sitemaps

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("documentation")]

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def locations(client: Client, path: str = "/sitemap.xml") -> list[str | None]:
    """The addresses in a sitemap."""
    return [found.text for found in ElementTree.fromstring(client.get(path).content).iter(f"{SITEMAP}loc")]


def test_the_sitemap_contains_public_pages_only(world: World, client: Client) -> None:
    found = locations(client)
    assert "http://localhost:8000/guidance/protect-a-market/" in found
    assert "http://localhost:8000/threat-level/" in found
    assert {f"http://localhost:8000{path}schema/" for path in ("/developers/", "/cy/datblygwyr/")} <= {*found}
    assert not any("named" in str(address) for address in found)


def test_the_sitemap_has_translations_and_dates(world: World, client: Client) -> None:
    xml = client.get("/sitemap.xml").content.decode()
    assert 'href="http://localhost:8000/cy/canllawiau/diogelu-marchnad/" hreflang="cy"' in xml
    assert xml.count("<lastmod>20") == xml.count("<url>")


@pytest.mark.both_databases
def test_the_date_of_a_list_is_when_something_on_it_was_published_or_removed(world: World, client: Client) -> None:
    references = (
        *refer(Relation.TOPIC, world["topic"].content_id),
        *refer(Relation.WORK_STREAM, world["work_stream"].content_id),
    )
    before = load_list_dates(ANONYMOUS)
    newest = publish(Kind.BRIEFING, references=references)
    after = load_list_dates(ANONYMOUS)
    briefings, cards = (ContentItem.objects.get(path=path) for path in ("/briefings/", "/z-cards/"))
    changed = {world["home"].pk, world["topic"].pk, world["work_stream"].pk, briefings.pk}
    assert {key for key in after if after[key] != before[key]} == changed
    assert {after[key] for key in changed} == {newest.edition.published_at}
    record_withdrawal(world["z_card"].content_id, "en-gb")
    assert load_list_dates(ANONYMOUS)[cards.pk] > before[cards.pk]


def test_the_parts_of_travel_advice_and_the_map_are_in_it_but_not_other_forms_of_the_same(
    world: World, client: Client
) -> None:
    found = {str(one).removeprefix("http://localhost:8000") for one in locations(client)}
    below = {path for path in found if path.startswith("/travel-advice/")}
    assert {"/travel-advice/map/", "/travel-advice/france/", "/travel-advice/france/health/"} <= below
    assert not {f"/travel-advice/france/{name}/" for name in ("all", "changes", "summary")} & found
    assert all(client.get(path).status_code == 200 for path in below)


def test_a_withdrawn_page_leaves_the_sitemap(world: World, client: Client) -> None:
    record_withdrawal(world["briefing"].content_id, "en-gb")
    assert "http://localhost:8000/briefings/winter-markets/" not in locations(client)


def test_too_many_urls_are_split_into_several_sitemaps(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = locations(client)
    monkeypatch.setattr(sitemaps, "LIMIT", 10)
    parts = locations(client)
    assert parts[0] == "http://localhost:8000/sitemap-1.xml"
    gathered = [
        address for part in parts for address in locations(client, str(part).removeprefix("http://localhost:8000"))
    ]
    assert sorted(map(str, gathered)) == sorted(map(str, whole))
    assert client.get("/sitemap-99.xml").status_code == 404


def test_robots_txt_links_to_the_sitemap(client: Client) -> None:
    assert "Sitemap: http://localhost:8000/sitemap.xml" in client.get("/robots.txt").content.decode()
