"""Pages of every kind."""

import re
from base64 import urlsafe_b64encode
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from django.template.loader import get_template
from django.test import Client
from pytest_django import Settings

from publishing.access.audiences import Audience, Marking
from publishing.content.blocks import BLOCKS
from publishing.kinds import Kind, Relation
from publishing.kinds.section import SectionDetails
from publishing.models import ContentItem
from tests.website.conftest import SignIn, World
from tests.website.factories import FRANCE, a_country, publish, refer, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def page(client: Client, path: str, status: int = 200) -> BeautifulSoup:
    """Read a page."""
    response = client.get(path)
    assert response.status_code == status, path
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_template(kind: Kind) -> None:
    get_template(f"website/kinds/{kind}.html")


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_has_a_template(block: str) -> None:
    get_template(f"blocks/{block}.html")


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.THREAT_LEVEL}))
def test_every_kind_has_a_page_at_its_path(kind: Kind, client: Client) -> None:
    item = publish(kind, title="A page of its own")
    assert page(client, str(item.path)).h1.text.strip() == "A page of its own"


def test_every_block_of_a_body_is_shown(world: World, client: Client) -> None:
    found = page(client, str(world["guidance"].path))
    shown = found.main.get_text(" ", strip=True)
    for part in ("Then", "Before people arrive", "Duty managers.", "At exits.", "Every 2 hours", "Radio calls"):
        assert part in shown
    for part in ("Barriers in a side street", "checklist.pdf", "wedged open", "020 7946 0000", "Read next"):
        assert part in shown
    assert found.select_one("picture img")["alt"] == "A street with barriers"


def test_home_shows_the_threat_level_briefings_and_work_streams(world: World, client: Client) -> None:
    shown = page(client, "/").main.get_text(" ", strip=True)
    assert "Substantial" in shown
    assert "Winter markets" in shown
    assert "Crowded Places" in shown


def test_there_is_a_home_page_before_an_editor_makes_one(client: Client) -> None:
    assert "Nothing has been published yet" in page(client, "/").main.text
    assert "Nid oes dim wedi" in page(client, "/cy/").main.text


def test_a_work_stream_lists_its_projects(world: World, client: Client) -> None:
    links = page(client, "/work-streams/crowded-places/").select(".hub-list a")
    assert "/projects/cp3/" in [link["href"] for link in links]


def test_a_briefing_shows_its_expiry_and_what_to_read_aloud(world: World, client: Client) -> None:
    shown = page(client, "/briefings/winter-markets/").main.get_text(" ", strip=True)
    assert "Valid until" in shown
    assert "Tonight, watch the queue" in shown
    assert "TLP:CLEAR" in shown


def test_a_country_shows_its_alert_and_links_to_its_parts(world: World, client: Client) -> None:
    found = page(client, FRANCE)
    assert "Avoid all but essential travel to parts of the country" in found.select_one(".hub-status").text
    assert found.select_one(f'a[href="{FRANCE}health/"]')


def test_a_part_of_a_country_has_a_page_of_its_own(world: World, client: Client) -> None:
    assert page(client, f"{FRANCE}health/").h1.text.strip() == "Health"


def test_a_part_that_does_not_exist_is_not_found(world: World, client: Client) -> None:
    page(client, f"{FRANCE}nightlife/", status=404)


def test_an_alert_is_dated_by_the_edition_that_introduced_it(client: Client) -> None:
    first = a_country()
    second = a_country(content_id=first.content_id, title="France, again")
    assert second.edition.number == 2
    shown = page(client, FRANCE).select_one(".hub-status").text
    assert f"Unchanged since {first.edition.published_at:%-d %B %Y}" in shown


def test_countries_are_listed_from_a_to_z(world: World, client: Client) -> None:
    publish(Kind.TRAVEL_ADVICE, path="/travel-advice/elsewhere/", title="Elsewhere")
    assert [heading.text for heading in page(client, "/travel-advice/").select(".hub-letter h2")] == ["F"]


def test_a_list_is_filtered(world: World, client: Client) -> None:
    publish(Kind.GUIDANCE, path="/guidance/other/", title="About something else")
    links = page(client, "/guidance/?topic=vehicle-security").select(".hub-list__title a")
    assert [link.text.strip() for link in links] == ["Protect a street market"]


def test_an_unknown_filter_value_finds_nothing_and_can_be_cleared(world: World, client: Client) -> None:
    found = page(client, "/guidance/?topic=unheard-of")
    assert "Nothing matches these filters" in found.main.text
    assert found.main.select_one('a[href="/guidance/"]')


def test_a_list_is_paginated_in_both_directions(client: Client) -> None:
    publish(Kind.SECTION, path="/guidance/", details=SectionDetails(lists=Kind.GUIDANCE))
    for number in range(45):
        publish(Kind.GUIDANCE, title=f"Number {number}")
    first = page(client, "/guidance/")
    second = page(client, "/guidance/" + first.select_one('a[rel="next"]')["href"])
    third = page(client, "/guidance/" + second.select_one('a[rel="next"]')["href"])
    pages = [[link.text for link in found.select(".hub-list__title a")] for found in (first, second, third)]
    assert [len(titles) for titles in pages] == [20, 20, 5]
    assert len({title for titles in pages for title in titles}) == 45
    back = page(client, "/guidance/" + third.select_one('a[rel="prev"]')["href"])
    assert [link.text for link in back.select(".hub-list__title a")] == pages[1]
    assert third.select_one('a[rel="next"]') is None


BEFORE_ALL_TIME = urlsafe_b64encode(f"0001-01-01T00:00:00+14:00 {UUID(int=0)}".encode()).decode()


@pytest.mark.parametrize("cursor", ["x", "%00", "MjAyNg", "MjAyNi0wMS0wMSAx", BEFORE_ALL_TIME])
def test_an_invalid_cursor_is_explained(cursor: str, world: World, client: Client) -> None:
    assert "page of the list that does not exist" in page(client, f"/guidance/?after={cursor}", status=400).main.text


def test_a_topic_lists_what_is_about_it(world: World, client: Client) -> None:
    links = page(client, "/topics/vehicle-security/").select(".hub-list__title a")
    assert [link["href"] for link in links] == ["/guidance/protect-a-market/"]


def test_a_link_to_a_hidden_item_is_plain_text(client: Client) -> None:
    hidden = publish(Kind.GUIDANCE, title="Canary", audience=Audience.NAMED, marking=Marking.RED)
    item = publish(
        Kind.GUIDANCE,
        body=(text(f'<p>See <a data-content="{hidden.content_id}">the rules</a>.</p>'),),
        references=refer(Relation.RELATED, hidden.content_id),
    )
    found = page(client, str(item.path))
    assert "See the rules." in found.main.text
    assert "Canary" not in found.text
    assert str(hidden.path) not in str(found)
    assert str(hidden.content_id) not in str(found)


def test_a_link_follows_its_target_to_a_new_path(world: World, client: Client) -> None:
    publish(Kind.BRIEFING, content_id=world["briefing"].content_id, path="/briefings/moved/", title="Moved")
    assert page(client, str(world["guidance"].path)).select_one('.hub-prose a[href="/briefings/moved/"]')


def test_hidden_and_non_existent_pages_are_identical_byte_for_byte(world: World, client: Client) -> None:
    hidden = client.get(str(world["named"].path))
    absent = client.get("/guidance/that-does-not-exist/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert hidden.headers == absent.headers


def test_a_red_page_is_shown_to_its_named_readers(world: World, sign_in: SignIn) -> None:
    named = sign_in("named", (world["named"],), validated=True)
    found = page(named, str(world["named"].path))
    assert "TLP:RED" in found.main.text
    page(sign_in("other", validated=True), str(world["named"].path), status=404)


def test_lists_show_each_reader_what_they_may_see(world: World, client: Client, sign_in: SignIn) -> None:
    def titles(reader: Client) -> set[str]:
        return {link.text.strip() for link in page(reader, "/guidance/").select(".hub-list__title a")}

    named = sign_in("named", (world["named"],), validated=True)
    assert titles(named) - titles(client) == {"For named people only"}
    assert "1 entry" in page(client, "/guidance/").main.text


def test_signed_in_people_see_their_name(world: World, sign_in: SignIn) -> None:
    assert "Signed in as reader" in page(sign_in(), "/").header.text


def test_a_demonstration_has_a_banner(world: World, client: Client, settings: Settings) -> None:
    assert page(client, "/").select_one(".hub-demonstration") is None
    settings.DEMONSTRATION = True
    assert "Do not act on it" in page(client, "/").select_one(".hub-demonstration").text


def test_pages_have_metadata_for_machines(world: World, client: Client) -> None:
    found = page(client, "/guidance/protect-a-market/")
    assert found.select_one('link[rel="canonical"]')["href"] == "http://localhost:8000/guidance/protect-a-market/"
    assert found.select_one('meta[property="og:title"]')["content"] == "Protect a street market"
    assert found.select_one('meta[property="og:image"]')["content"].startswith("http://localhost:8000/images/")
    assert '"@type": "Article"' in found.select_one('script[type="application/ld+json"]').string
    alternates = {link["hreflang"]: link["href"] for link in found.select('link[rel="alternate"][hreflang]')}
    assert alternates["cy"] == "http://localhost:8000/cy/canllawiau/diogelu-marchnad/"


def test_structured_data_cannot_break_out_of_its_element(client: Client) -> None:
    item = publish(Kind.GUIDANCE, title="</script><b>&", path="/guidance/odd/")
    found = page(client, str(item.path))
    assert found.select("main b") == []
    assert r"\u003C/script\u003E" in found.select_one('script[type="application/ld+json"]').string


def test_no_page_has_an_inline_script_or_style(world: World, client: Client) -> None:
    paths = [item.path for item in ContentItem.objects.exclude(path=None).filter(audience=0)]
    for path in [*paths, "/search/?q=market", "/threat-level/", "/feeds/", "/account/login/", "/nothing/"]:
        html = client.get(str(path)).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=", html), path
        assert all("src=" in tag or "ld+json" in tag for tag in re.findall(r"<script[^>]*>", html)), path
