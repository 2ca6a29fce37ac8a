"""Atom and JSON feeds."""

from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from django.test import Client

from publishing.access.audiences import Audience, Marking
from publishing.kinds import Kind
from publishing.kinds.section import SectionDetails
from publishing.kinds.travel_advice import AdvisedAgainst, AlertExtent, TravelAlert
from publishing.log.record import record_withdrawal
from publishing.text.url_paths import public_url
from tests.website.conftest import SignIn, World
from tests.website.factories import a_country, publish

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ["all", "briefing", "guidance", "travel-advice", "project", "topic/vehicle-security", "country/france"]


def atom(client: Client, name: str) -> ElementTree.Element:
    """Read an Atom feed."""
    response = client.get(f"/feeds/{name}.atom")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def titles(feed: ElementTree.Element) -> list[str | None]:
    """The titles of a feed's entries."""
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def json_feed(client: Client, name: str) -> dict[str, Any]:
    """Read a JSON feed."""
    response = client.get(f"/feeds/{name}.json")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/feed+json")
    return response.json()


@pytest.mark.parametrize("name", FEEDS)
def test_both_formats_of_a_feed_have_the_same_entries(name: str, world: World, client: Client) -> None:
    found = json_feed(client, name)
    assert [entry["title"] for entry in found["items"]] == titles(atom(client, name)) != []
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == f"http://localhost:8000/feeds/{name}.json"


def test_an_entry_has_the_items_id_and_links_to_its_page(world: World, client: Client) -> None:
    entry = json_feed(client, "briefing")["items"][0]
    assert entry["id"] == f"urn:uuid:{world['briefing'].pk}"
    assert entry["url"] == "http://localhost:8000/briefings/winter-markets/"


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_has_no_session(name: str, world: World, sign_in: SignIn, client: Client) -> None:
    publish(Kind.GUIDANCE, title="Canary", audience=Audience.REGISTERED, marking=Marking.GREEN)
    reader = sign_in("named", (world["named"],), validated=True)
    assert reader.get(f"/feeds/{name}.atom").content == client.get(f"/feeds/{name}.atom").content
    assert "Canary" not in titles(atom(reader, name))


def test_a_summary_is_plain_text_in_both_formats(db: None, client: Client) -> None:
    publish(Kind.GUIDANCE, title="Salt & <vinegar>", summary="Fish & <chips> &amp; peas", change_note="<b>New</b>")
    (entry,) = atom(client, "guidance").iter(f"{ATOM}entry")
    summary = entry.find(f"{ATOM}summary")
    assert (summary.get("type"), summary.text) == ("text", "Fish & <chips> &amp; peas\n\n<b>New</b>")
    assert entry.findtext(f"{ATOM}title") == "Salt & <vinegar>"
    (item,) = json_feed(client, "guidance")["items"]
    assert (item["title"], item["content_text"]) == ("Salt & <vinegar>", summary.text)
    assert "content_html" not in item


def test_entries_have_categories_that_readers_understand(client: Client) -> None:
    a_country()
    entry = atom(client, "travel-advice").find(f"{ATOM}entry")
    assert entry is not None
    categories = [one.attrib for one in entry.iter(f"{ATOM}category")]
    assert categories[0] == {"scheme": public_url("/feeds/"), "term": "travel-advice", "label": "Travel advice"}
    assert categories[1]["label"] == "Avoid all but essential travel to parts of the country"
    assert client.get(urljoin(categories[1]["scheme"], f"{categories[1]['term']}.atom")).status_code == 200
    (found,) = client.get("/feeds/travel-advice.json").json()["items"]
    assert found["tags"] == [one["label"] for one in categories]


def test_a_withdrawn_briefing_leaves_every_feed(world: World, client: Client) -> None:
    record_withdrawal(world["briefing"].content_id, "en-gb")
    assert "Winter markets" not in titles(atom(client, "all")) + titles(atom(client, "briefing"))


def test_an_empty_feed_is_the_same_every_time(client: Client) -> None:
    assert client.get("/feeds/all.atom").content == client.get("/feeds/all.atom").content


def test_welsh_feeds_contain_welsh_content(world: World, client: Client) -> None:
    response = client.get("/cy/feeds/guidance.json")
    assert [entry["title"] for entry in response.json()["items"]] == ["Diogelu marchnad stryd"]


@pytest.mark.parametrize("path", ["/feeds/rumours.atom", "/feeds/home.atom", "/feeds/topic/x.json", "/feeds/all.rss"])
def test_an_unknown_feed_is_not_found(path: str, world: World, client: Client) -> None:
    assert client.get(path).status_code == 404


def test_the_feeds_page_lists_every_feed(world: World, client: Client) -> None:
    html = client.get("/feeds/").content.decode()
    for name in FEEDS:
        assert f'href="/feeds/{name}.atom"' in html
        assert f'href="/feeds/{name}.json"' in html


LEBANON = {"path": "/travel-advice/lebanon/", "title": "Lebanon travel advice", "code": "LB"}


@pytest.mark.parametrize("name", ["region/western-asia", "region/asia", "status/avoid-all-travel-to-parts"])
def test_a_feed_of_a_region_or_status_has_its_countries(name: str, world: World, client: Client) -> None:
    alert = TravelAlert(advised_against=AdvisedAgainst.ALL_TRAVEL, extent=AlertExtent.UNNAMED_PARTS)
    facts = {"country": "LB", "country_name": "Lebanon", "country_slug": "lebanon"}
    item = a_country(**LEBANON, details={**facts, "alerts": (alert,)})
    assert titles(atom(client, name)) == ["Lebanon travel advice"]
    (entry,) = json_feed(client, name)["items"]
    assert entry["date_modified"] == item.updated_at.isoformat()
    a_country(**LEBANON, content_id=item.content_id, details={"alerts": ()}, change_note="Calm again.")
    assert titles(atom(client, "status/avoid-all-travel-to-parts")) == []


def test_the_list_of_feeds_has_those_of_statuses_and_of_regions_with_advice(world: World, client: Client) -> None:
    page = client.get("/cy/feeds/").content.decode()
    assert "/cy/feeds/status/avoid-all-travel-to-parts.atom" in page
    page = client.get("/feeds/").content.decode()
    assert "/feeds/region/europe.json" in page
    assert "/feeds/region/asia.json" not in page


def test_the_index_of_travel_advice_announces_the_feeds_of_statuses_and_continents(client: Client) -> None:
    publish(Kind.SECTION, path="/cy/cyngor-teithio/", locale="cy", details=SectionDetails(lists=Kind.TRAVEL_ADVICE))
    page = client.get("/cy/cyngor-teithio/").content.decode()
    for name in ("status/avoid-all-travel-to-parts", "region/asia"):
        assert f'href="/cy/feeds/{name}.atom"' in page
        assert client.get(f"/cy/feeds/{name}.atom").status_code == 200
