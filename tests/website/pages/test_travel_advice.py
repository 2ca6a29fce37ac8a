"""A country's page: the summary first, the parts, all on one page, and the history that the reader may see."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from publishing.access.audiences import Audience, Marking
from publishing.content.fields import GeoJson
from publishing.kinds import UpdateType
from publishing.kinds.travel_advice import (
    RESERVED_SLUGS,
    AdvisedAgainst,
    AlertArea,
    AlertExtent,
    EarlierChange,
    TravelAdvicePart,
    TravelAlert,
)
from publishing.models import ContentItem
from tests.website.factories import FRANCE, a_country, text
from website.locales import LOCALES

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def a_part(slug: str, html: str, title: str = "") -> TravelAdvicePart:
    return TravelAdvicePart(title=title or slug.capitalize(), slug=slug, body=(text(html),))


PARTS = (
    a_part("safety-and-security", "<h3>Crowds</h3><p>Keep to busy streets.</p>", "Safety and security"),
    a_part("summary", "<p>Most visits are trouble free.</p>"),
    a_part("health", "<p>Tap water is safe.</p>"),
)


@pytest.fixture
def france(db: None) -> ContentItem:
    """France, with a summary that is not its first part."""
    return a_country(details={"parts": PARTS})


def page(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "html.parser")


def structured(found: BeautifulSoup) -> dict[str, Any]:
    return {thing["@type"]: thing for thing in json.loads(str(found.select_one("script[type*=json]").string))["@graph"]}


def test_the_summary_is_the_country_s_page_and_has_no_other(france: ContentItem, client: Client) -> None:
    found = page(client, FRANCE)
    assert "Most visits are trouble free." in found.main.text
    assert "Keep to busy streets." not in found.main.text
    response = client.get(f"{FRANCE}summary/?from=card")
    assert (response.status_code, response["Location"]) == (301, f"{FRANCE}?from=card")


def test_without_a_summary_the_first_part_is_the_country_s_page(client: Client) -> None:
    a_country()
    found = page(client, FRANCE)
    assert "Keep to busy streets." in found.main.text
    assert found.main.select_one("h2#part-safety-and-security").text == "Safety and security"
    assert client.get(f"{FRANCE}safety-and-security/")["Location"] == FRANCE


def test_parts_follow_each_other_beginning_with_the_summary(france: ContentItem, client: Client) -> None:
    visited, url = [], FRANCE
    while url:
        found = page(client, url)
        visited.append(url)
        url = str(link["href"]) if (link := found.select_one('a[rel="next"]')) else ""
    assert visited == [FRANCE, f"{FRANCE}safety-and-security/", f"{FRANCE}health/"]
    assert found.select_one('a[rel="prev"]')["href"] == f"{FRANCE}safety-and-security/"


def test_all_parts_are_on_one_page_below_their_titles(france: ContentItem, client: Client) -> None:
    found = page(client, f"{FRANCE}all/").main
    titles = [title.text for title in found.select(".hub-part > h2")]
    assert titles == ["Summary", "Safety and security", "Health"]
    assert found.select_one(".hub-part h3").text == "Crowds"
    for part in ("Most visits are trouble free.", "Keep to busy streets.", "Tap water is safe."):
        assert part in found.text


@pytest.mark.parametrize("view", ["", "health/", "all/", "changes/"])
def test_source_and_review_are_on_every_page_of_the_advice(view: str, france: ContentItem, client: Client) -> None:
    found = page(client, f"{FRANCE}{view}").main.get_text(" ", strip=True)
    assert "Source: The programme, OGL v3.0" in found
    assert "Reviewed 1 November 2026" in found


def test_each_part_is_canonical_and_the_other_forms_are_the_country_s_page(france: ContentItem, client: Client) -> None:
    def canonical(view: str) -> str:
        return str(page(client, FRANCE + view).select_one('link[rel="canonical"]')["href"])

    country = "http://localhost:8000" + FRANCE
    assert canonical("") == canonical("all/") == canonical("changes/") == country
    assert canonical("health/") == f"{country}health/"
    found = page(client, f"{FRANCE}health/")
    assert found.title.text.startswith("Health: France")
    part = structured(found)["Article"]
    assert (part["url"], part["isPartOf"]["url"]) == (f"{country}health/", country)
    assert structured(found)["BreadcrumbList"]["itemListElement"][-1]["item"] == f"{country}health/"


def test_no_part_can_have_the_address_of_another_page_of_the_advice(client: Client) -> None:
    assert {segment for one in LOCALES.values() for segment in (one.all_parts, one.changes)} == RESERVED_SLUGS
    a_country(details={"parts": (*PARTS, a_part("all", "<p>Canary.</p>"))})  # by an import of before
    assert page(client, f"{FRANCE}all/").select_one(".hub-part h2").text == "Summary"


def test_languages_lead_to_the_same_page_of_the_advice(france: ContentItem, client: Client) -> None:
    welsh = "/cy/cyngor-teithio/ffrainc/"
    parts = (a_part("summary", "<p>Crynodeb.</p>"), a_part("health", "<p>Iechyd.</p>"))
    a_country(content_id=france.content_id, locale="cy", path=welsh, details={"parts": parts})

    def link(view: str) -> str:
        return str(page(client, FRANCE + view).header.select_one('a[hreflang="cy"]')["href"])

    assert link("all/") == f"{welsh}cyfan/"
    assert link("changes/") == f"{welsh}newidiadau/"
    assert link("health/") == f"{welsh}health/"
    assert link("safety-and-security/") == welsh
    head = page(client, f"{FRANCE}safety-and-security/").head
    assert [one["hreflang"] for one in head.select('link[rel="alternate"][hreflang]')] == []
    assert "Iechyd" in page(client, f"{welsh}cyfan/").main.text


def test_changes_are_listed_newest_first_and_minor_ones_are_not(client: Client) -> None:
    first = a_country(change_note="The strike began.")
    a_country(content_id=first.content_id, title="France.", change_note="A comma.", update_type=UpdateType.MINOR)
    a_country(content_id=first.content_id, change_note="The strike ended.")
    notes = [row.text for row in page(client, f"{FRANCE}changes/").select(".hub-changes li p:last-child")]
    assert notes == ["The strike ended.", "The strike began."]
    assert page(client, FRANCE).select_one(".hub-newest > .hub-changes").text.strip().endswith("The strike ended.")


def test_what_the_source_changed_before_the_hub_had_it_is_part_of_the_history(client: Client) -> None:
    earlier = (EarlierChange(changed_at=datetime(2019, 5, 8, 9, tzinfo=UTC), note="Flights resumed."),)
    a_country(change_note="The strike began.", details={"earlier_changes": earlier})
    rows = page(client, f"{FRANCE}changes/").select(".hub-changes li")
    assert [row.get_text(" ", strip=True) for row in rows][-1] == "8 May 2019 Flights resumed."
    assert len(rows) == 2


def test_the_history_has_pages(client: Client) -> None:
    start = timezone.now() - timedelta(days=100)
    item = a_country(updated_at=start)
    for number in range(60):
        at = start + timedelta(days=number + 1)
        a_country(content_id=item.content_id, title=f"France {number}", change_note=f"Note {number}.", updated_at=at)
    first = page(client, f"{FRANCE}changes/")
    second = page(client, f"{FRANCE}changes/" + first.select_one('a[rel="next"]')["href"])
    assert [len(found.select(".hub-changes li")) for found in (first, second)] == [50, 11]
    assert len(page(client, FRANCE).select(".hub-changes li")) == 5


def test_what_was_confidential_is_in_no_history_and_no_number(client: Client) -> None:
    hidden = {"audience": Audience.VALIDATED, "marking": Marking.AMBER}
    item = a_country(change_note="Canary of before.", **hidden)
    a_country(content_id=item.content_id, title="France, again", change_note="Canary again.", **hidden)
    a_country(content_id=item.content_id, title="France for all", change_note="Now for everyone.")
    for view in ("", "all/", "changes/", "safety-and-security/", "health/"):
        html = client.get(FRANCE + view).content.decode()
        assert "Canary" not in html
        assert "edition 3" not in html
    assert "(edition 1)" in page(client, FRANCE).main.text
    assert len(page(client, f"{FRANCE}changes/").select(".hub-changes li")) == 1


def a_lebanon(*alerts: TravelAlert) -> ContentItem:
    return a_country(
        path="/travel-advice/lebanon/",
        title="Lebanon",
        code="LB",
        details={
            "country": "LB",
            "country_name": "Lebanon",
            "country_slug": "lebanon",
            "alerts": alerts,
            "parts": PARTS,
        },
    )


SOUTH = GeoJson(
    {"type": "Polygon", "coordinates": [[[35.12, 33.1], [35.5, 33.1], [35.5, 33.3], [35.12, 33.3], [35.12, 33.1]]]}
)
WHOLE_COUNTRY = TravelAlert(
    advised_against=AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL, extent=AlertExtent.WHOLE_COUNTRY, description="Everywhere."
)
SOUTHERN_BORDER = TravelAlert(
    advised_against=AdvisedAgainst.ALL_TRAVEL,
    extent=AlertExtent.NAMED_PARTS,
    areas=(
        AlertArea(name="The roads <inland>", reason="Mines."),
        AlertArea(name="Southern border", description="South of the river.", reason="Shelling.", geometry=SOUTH),
    ),
)


def test_a_map_shows_where_each_alert_applies_and_says_it_as_text(client: Client) -> None:
    a_lebanon(WHOLE_COUNTRY, SOUTHERN_BORDER)
    found = page(client, "/travel-advice/lebanon/")
    drawing = found.select_one("figure svg[role=img]")
    assert drawing.desc.text == (
        "Avoid all but essential travel: the whole country. Avoid all travel: Southern border."
    )
    assert {shape["fill"] for shape in drawing.select("[fill]")} == {"url(#map-4)", "url(#map-5)"}
    assert [item.text.strip() for item in found.select(".hub-map__key li")] == [
        "Avoid all travel",
        "Avoid all but essential travel",
    ]
    rows = [row.get_text(" ", strip=True) for row in found.select(".hub-map__areas tbody tr")]
    assert rows == [
        "The roads <inland> Avoid all travel Mines.",
        "1 Southern border Avoid all travel South of the river. Shelling.",
    ]
    assert "Beirut" in drawing.text


def test_a_map_without_alerts_says_so_and_a_part_has_none(france: ContentItem, client: Client) -> None:
    assert "No part of the country is marked." in page(client, FRANCE).select_one(".hub-map desc").text
    assert page(client, f"{FRANCE}all/").select_one(".hub-map")
    assert not page(client, f"{FRANCE}health/").select_one(".hub-map")


def test_the_map_is_in_the_reader_s_language(client: Client) -> None:
    a_country(path="/cy/travel-advice/france/", locale="cy")
    assert "Map o Ffrainc" in page(client, "/cy/travel-advice/france/").select_one(".hub-map title").text


def test_a_country_that_the_hub_does_not_know_has_no_map(client: Client) -> None:
    a_country(details={"country": "YU"})
    assert not page(client, FRANCE).select_one(".hub-map")
