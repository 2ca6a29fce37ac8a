"""Travel advice in a real Chromium: the first screen of a phone, the filter, print, accessibility."""

from typing import Any

import pytest
from playwright.sync_api import Browser
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
PATHS = {"en-gb": "/travel-advice/south-georgia/", "cy": "/cy/cyngor-teithio/de-georgia/"}
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
            tops[path + view] = page.locator("main .hub-prose p").first.bounding_box()["y"]
    context.close()
    assert max(tops.values()) < 568 - 24, tops  # a whole line
