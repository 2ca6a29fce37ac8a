"""Travel advice in a real Chromium: the first screen of a phone, the filter of the index, print."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from publishing.kinds import Kind
from publishing.kinds.section import SectionDetails
from publishing.kinds.travel_advice import AdvisedAgainst, AlertExtent, TravelAdvicePart, TravelAlert
from publishing.models import ContentItem
from tests.website.factories import a_country, publish, text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]

TITLES = {
    "en-gb": "South Georgia and the South Sandwich Islands travel advice",
    "cy": "Cyngor teithio i De Georgia ac Ynysoedd Sandwich y De",
}
INDEX = "/travel-advice/"
PATHS = {"en-gb": f"{INDEX}south-georgia/", "cy": "/cy/cyngor-teithio/de-georgia/"}
ALERTS = (
    TravelAlert(
        advised_against=AdvisedAgainst.ALL_BUT_ESSENTIAL_TRAVEL,
        extent=AlertExtent.WHOLE_COUNTRY,
        description="Ships may have to turn back.",
    ),
    TravelAlert(
        advised_against=AdvisedAgainst.ALL_TRAVEL,
        extent=AlertExtent.UNNAMED_PARTS,
        description="The whaling stations, and everything within 200 metres of them, because of asbestos.",
    ),
)
PARTS = {
    "summary": "Summary",
    "safety-and-security": "Safety and security",
    "entry-requirements": "Entry requirements and permits for landing",
    "health": "Health",
}


def publish_country(locale: str, **identity: Any) -> ContentItem:
    """Publish the country with the longest name in a language, with two alerts and its section."""
    title, path = TITLES[locale], PATHS[locale]
    section = path.rsplit("/", 2)[0] + "/"
    publish(
        Kind.SECTION,
        locale=locale,
        path=section,
        title="Travel advice" if locale == "en-gb" else "Cyngor teithio",
        details=SectionDetails(lists=Kind.TRAVEL_ADVICE),
    )
    parts = tuple(
        TravelAdvicePart(title=name, slug=slug, body=(text(f"<p>About {name.lower()}. {'Cold. ' * 30}</p>"),))
        for slug, name in PARTS.items()
    )
    names = {"country": "GS", "country_name": title, "country_slug": "south-georgia"}
    details = {**names, "alerts": ALERTS, "parts": parts}
    return a_country(locale=locale, path=path, title=title, code="GS", details=details, **identity)


@pytest.fixture
def site(live_server: LiveServer, settings: Settings) -> str:
    """The URL of a server with one country in both languages, and the banner of a demonstration."""
    settings.DEMONSTRATION = True
    country = publish_country("en-gb")
    publish_country("cy", content_id=country.content_id)
    return live_server.url


def test_the_text_of_every_part_begins_on_the_first_screen_of_a_phone(site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 568})
    page = context.new_page()
    tops = {}
    for path in PATHS.values():
        for slug in PARTS:
            view = "" if slug == "summary" else f"{slug}/"
            page.goto(f"{site}{path}{view}")
            assert page.locator(".hub-status__facts li").count() == 4, "since when, reviewed, alerts, parts"
            tops[path + view] = page.locator("main .hub-prose p").first.bounding_box()["y"]
            assert page.evaluate("document.documentElement.scrollWidth") == 320, path + view
    context.close()
    assert max(tops.values()) < 568 - 24, tops  # a whole line


@pytest.fixture
def index(site: str) -> str:
    """The URL of the index with three countries."""
    for code, name in (("SZ", "Eswatini"), ("DE", "Germany")):
        names = {"country": code, "country_name": name, "country_slug": name.lower()}
        a_country(path=f"{INDEX}{name.lower()}/", title=name, code=code, details=names)
    return site + INDEX


def shown(page: Page) -> list[str]:
    """The codes of the countries with advice that are shown."""
    rows = page.locator("#countries section li[data-code]:visible")
    return [str(row.get_attribute("data-code")) for row in rows.all()]


def test_the_index_is_filtered_while_someone_types(index: str, page: Page) -> None:
    page.goto(index)
    box = page.get_by_label("Find a country")
    box.press_sequentially("swaz")
    expect(page.get_by_role("status")).to_have_text("1 country")
    assert shown(page) == ["SZ"]
    expect(page.locator("#countries h2:visible")).to_have_text(["E"])
    page.wait_for_url("**?q=swaz")
    box.fill("Turkey")
    expect(page.get_by_role("link", name="Türkiye (Foreign Office advice)")).to_be_visible()
    assert shown(page) == []
    box.fill("qqq")
    expect(page.get_by_text("No country, territory or main place has this name.")).to_be_visible()
    box.fill("")
    assert len(shown(page)) == 3


def test_the_filter_finds_places_once_they_are_fetched(index: str, page: Page) -> None:
    page.goto(index)
    with page.expect_response("**/geography/places.json"):
        page.get_by_label("Find a country").focus()
    page.keyboard.type("munich")
    expect(page.get_by_role("status")).to_have_text("1 country")
    assert shown(page) == ["DE"]


def test_a_page_filtered_by_the_server_can_be_cleared_by_the_script(index: str, page: Page) -> None:
    page.goto(f"{index}?q=swazi&by=status")
    assert shown(page) == ["SZ"]
    page.get_by_label("Find a country").fill("")
    expect(page.locator("#countries section li[data-code='DE']").first).to_be_visible()
    page.wait_for_url("**?by=status")


def test_the_index_is_filtered_without_javascript(index: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(index)
    page.get_by_label("Find a country").fill("Munich")
    page.get_by_role("button", name="Find", exact=True).click()
    assert shown(page) == ["DE"]
    expect(page.locator("#countries h2:visible")).to_have_text(["G"])
    page.get_by_role("link", name="By region").click()
    assert shown(page) == ["DE"]
    context.close()


@pytest.mark.parametrize("locale", PATHS)
def test_the_whole_advice_prints_with_all_its_parts(locale: str, site: str, page: Page, tmp_path: Path) -> None:
    page.goto(site + PATHS[locale])
    page.get_by_role("link", name="All on one page" if locale == "en-gb" else "Y cyfan ar un dudalen").click()
    expect(page.locator("button[data-print-page]")).to_be_visible()
    page.pdf(path=tmp_path / "advice.pdf", prefer_css_page_size=True, tagged=True, outline=True)
    with pikepdf.open(tmp_path / "advice.pdf") as pdf, pdf.open_outline() as outline:
        headings = [entry.title for top in outline.root for entry in (top, *top.children)]
        assert [round(float(side)) for side in pdf.pages[0].mediabox[2:]] == [595, 842]
    assert set(PARTS.values()) <= set(headings)
    page.emulate_media(media="print")
    for hidden in (".govuk-service-navigation", ".govuk-breadcrumbs", "button[data-print-page]", ".hub-parts"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.get_by_role("contentinfo")).to_contain_text(PATHS[locale])
    expect(page.locator(".hub-where .hub-status__meaning").first).to_be_visible()
