"""The index of travel advice: from A to Z, by region, by status, filtered, as a map, and by other names."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from publishing.access.audiences import Audience, Marking
from publishing.geography.countries import countries, find_country
from publishing.kinds import Kind
from publishing.kinds.section import SectionDetails
from publishing.kinds.travel_advice import AdvisedAgainst, AlertExtent, TravelAlert
from publishing.models import ContentItem
from tests.website.conftest import SignIn
from tests.website.factories import a_country, publish

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

INDEX, WELSH_INDEX = "/travel-advice/", "/cy/cyngor-teithio/"
ESSENTIAL = TravelAlert(advised_against=AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL, extent=AlertExtent.WHOLE_COUNTRY)
ALL_TO_PARTS = TravelAlert(advised_against=AdvisedAgainst.ALL_TRAVEL, extent=AlertExtent.UNNAMED_PARTS)


def advise(code: str, *alerts: TravelAlert, locale: str = "en-gb", **changes: Any) -> ContentItem:
    """Publish advice for a country."""
    country = find_country(code)
    assert country
    slug = country.slug if locale == "en-gb" else f"cy-{country.slug}"
    name = country.name(locale[:2])
    details = {"country": code, "country_name": name, "country_slug": slug, "alerts": alerts, "synonyms": ()}
    path = f"{INDEX if locale == 'en-gb' else WELSH_INDEX}{slug}/"
    return a_country(locale=locale, path=path, title=name, code=code, details=details, **changes)


@pytest.fixture
def index(db: None) -> None:
    """The index in both languages, with five countries, one of them also in Welsh."""
    lists = SectionDetails(lists=Kind.TRAVEL_ADVICE)
    section = publish(Kind.SECTION, path=INDEX, title="Travel advice", details=lists)
    publish(
        Kind.SECTION,
        content_id=section.content_id,
        locale="cy",
        path=WELSH_INDEX,
        title="Cyngor teithio",
        details=lists,
    )
    advise("LB", ESSENTIAL, ALL_TO_PARTS)
    advise("SZ")
    advise("CI", ALL_TO_PARTS)
    advise("DE")
    french = advise("FR")
    advise("FR", locale="cy", content_id=french.content_id)


def page(client: Client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "html.parser")


def shown(found: BeautifulSoup | Tag) -> list[str]:
    """The countries with advice that are shown."""
    return [row.a.text for row in found.select("[data-group]:not(#not-listed) li[data-code]:not([hidden])")]


def test_countries_are_listed_from_a_to_z_with_both_statuses(index: None, client: Client) -> None:
    found = page(client, INDEX)
    assert shown(found) == ["Côte d'Ivoire", "Eswatini", "France", "Germany", "Lebanon"]
    lebanon = found.select_one('li[data-code="LB"]').get_text(" ", strip=True)
    assert "all but essential travel to the whole country" in lebanon
    assert "all travel to parts" in lebanon


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("swazi", ["SZ"]),
        ("Swaziland", ["SZ"]),
        ("ivory coast", ["CI"]),
        ("IVORIAN", ["CI"]),
        ("COTE d'ivoire", ["CI"]),
        ("Yr Almaen", ["DE"]),
        ("beirut", ["LB"]),
        ("munich", ["DE"]),
        ("Ffrainc", ["FR"]),
        ("", ["CI", "SZ", "FR", "DE", "LB"]),
        ("%00'\"><script>", []),
    ],
)
def test_the_filter_works_without_script(query: str, codes: list[str], index: None, client: Client) -> None:
    response = client.get(INDEX, {"q": query})
    found = BeautifulSoup(response.content, "html.parser")
    rows = found.select("[data-group]:not(#not-listed) li[data-code]:not([hidden])")
    assert [row["data-code"] for row in rows] == codes
    assert not found.select("main script")


def test_a_country_without_advice_leads_to_the_foreign_office(index: None, client: Client) -> None:
    found = page(client, f"{INDEX}?q=turkey")
    assert shown(found) == []
    others = found.select("#not-listed[open] li:not([hidden]) a")
    assert [link["href"] for link in others] == ["https://www.gov.uk/foreign-travel-advice/turkey"]
    assert found.select_one("#no-country")["hidden"] == ""
    listed = found.select("#not-listed li")
    assert len(listed) == len(countries()) - 5
    assert "no advice of its own" in next(row.text for row in listed if row["data-code"] == "VA")


def test_an_unknown_name_says_what_to_do(index: None, client: Client) -> None:
    found = page(client, f"{INDEX}?q=Lebannon")
    help_text = found.select_one("#no-country:not([hidden])")
    assert help_text.select_one("strong").text == "Lebanon"
    assert help_text.select_one('a[href="/search/?q=Lebannon"]')


def test_by_status_a_country_is_in_the_group_of_each_of_its_statuses(index: None, client: Client) -> None:
    found = page(client, f"{INDEX}?by=status")
    groups = {group.h2.text: shown_in(group) for group in found.select("section[data-group]")}
    assert groups == {
        "Avoid all but essential travel to the whole country": ["Lebanon"],
        "Avoid all travel to parts of the country": ["Côte d'Ivoire", "Lebanon"],
        "No advice against travel": ["Eswatini", "France", "Germany"],
    }


def shown_in(group: Tag) -> list[str]:
    return [row.a.text for row in group.select("li[data-code]")]


def test_by_region_countries_are_below_their_continent(index: None, client: Client) -> None:
    found = page(client, f"{INDEX}?by=region")
    assert [heading.text for heading in found.select("section[data-group] h2")] == ["Africa", "Asia", "Europe"]
    africa = found.select_one("section[aria-labelledby=region-africa]")
    assert [heading.text for heading in africa.select("h3")] == ["Western Africa", "Southern Africa"]


def test_the_welsh_index_lists_all_countries_by_their_welsh_names(index: None, client: Client) -> None:
    found = page(client, WELSH_INDEX)
    assert shown(found) == ["Yr Almaen", "Côte d\u2019Ivoire", "Eswatini", "Ffrainc", "Libanus"]
    assert [heading.text for heading in found.select("section[data-group] h2")] == ["A", "C", "E", "Ff", "L"]
    assert found.select_one('li[data-code="FR"] a')["href"] == f"{WELSH_INDEX}cy-france/"
    german = found.select_one('li[data-code="DE"]')
    assert german.a["hreflang"] == "en-GB"
    assert "Yn Saesneg yn unig" in german.text


def test_hidden_advice_is_neither_listed_nor_on_the_map(index: None, client: Client, sign_in: SignIn) -> None:
    advise("KE", ESSENTIAL, audience=Audience.VALIDATED, marking=Marking.AMBER)
    for view in ("", "?by=region", "?by=status", "map/"):
        html = client.get(INDEX + view).content.decode()
        assert "/travel-advice/kenya/" not in html
    assert "/travel-advice/kenya/" in sign_in(validated=True).get(f"{INDEX}map/").content.decode()
    assert client.get(f"{INDEX}kenia/").status_code == 404


def test_the_map_is_also_a_table(index: None, client: Client) -> None:
    found = page(client, f"{INDEX}map/")
    rows = {row.th.text: [cell.text for cell in row.select("td")] for row in found.select("tbody tr")}
    assert rows["Lebanon"] == ["Avoid all but essential travel", "Avoid all travel", "1 November 2026"]
    assert rows["Eswatini"] == ["No advice against travel", "1 November 2026"]
    shapes = found.select(".hub-world > svg a")
    assert {shape["href"] for shape in shapes} == {link["href"] for link in found.select("tbody th a")}
    assert all(shape["tabindex"] == "-1" for shape in shapes)
    assert found.select_one('link[rel="canonical"]')["href"].endswith(f"{INDEX}map/")
    assert found.header.select_one('a[hreflang="cy"]')["href"] == f"{WELSH_INDEX}map/"
    assert client.get(f"{INDEX}map")["Location"] == f"{INDEX}map/"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        (f"{INDEX}swaziland/", f"{INDEX}eswatini/"),
        (f"{INDEX}swaziland", f"{INDEX}eswatini/"),
        (f"{INDEX}Ivory-Coast/health/?from=card", f"{INDEX}cote-d-ivoire/health/?from=card"),
        (f"{INDEX}ffrainc/", f"{INDEX}france/"),
        (f"{INDEX}Côte d'Ivoire/", f"{INDEX}cote-d-ivoire/"),
        (f"{WELSH_INDEX}france/health/", f"{WELSH_INDEX}cy-france/health/"),
        (f"{WELSH_INDEX}swaziland/", f"{INDEX}eswatini/"),
    ],
)
def test_other_names_redirect_to_the_country(path: str, target: str, index: None, client: Client) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (301, target)


@pytest.mark.parametrize("path", [f"{INDEX}zaire/", "/guidance/swaziland/", "/swaziland/", f"{INDEX}a/swaziland/x/"])
def test_other_names_elsewhere_or_without_advice_are_not_found(path: str, index: None, client: Client) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.slow
def test_230_countries_cost_two_queries_and_a_small_page(
    index: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    listed = {"LB", "SZ", "CI", "DE", "FR"}
    for country in [country for country in countries() if country.code not in listed][:225]:
        advise(country.code, ESSENTIAL, ALL_TO_PARTS)
    for view, size in {"": 240_000, "?by=status&q=a": 320_000, "map/": 200_000}.items():
        with django_assert_num_queries(5):  # the page, its links, the layout; countries, statuses
            response = client.get(INDEX + view)
        assert len(response.content) < size, view


def test_places_are_fetched_by_the_script_apart_from_the_page(client: Client) -> None:
    response = client.get("/geography/places.json")
    assert "munich" in response.json()["DE"].split()
    assert response["Cache-Control"].startswith("public")
    assert "Cookie" not in response.get("Vary", "")
