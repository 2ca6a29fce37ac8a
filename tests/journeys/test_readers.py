"""Twelve people use the website in a real Chromium, each for a reason of their own."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.reader import Reader
from tests.stack import Stack, running

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database]

FILL = (("load_demo", "-v0"), ("load_vocabulary", "-v0"), ("replay", "search", "-v0"))
PHONE = {"viewport": {"width": 320, "height": 568}, "has_touch": True}
OpenReader = Callable[..., Reader]


@pytest.fixture(scope="module")
def hub() -> Iterator[Stack]:
    """The hub with the demonstration's content, which no reader changes."""
    with running(fill=FILL, HUB_DEMONSTRATION="yes") as started:
        yield started


@pytest.fixture
def someone(hub: Stack, browser: Browser) -> Iterator[OpenReader]:
    """Open a browser as someone has it: `someone(java_script_enabled=False)`. In the end no page may fail axe."""
    readers = []

    def come(**options: Any) -> Reader:
        context = browser.new_context(**{"locale": "en-GB", "bypass_csp": True, **options})
        readers.append(Reader(context.new_page(), hub.address))
        if not options.get("java_script_enabled", True):
            readers[-1].checked_in = checking = browser.new_page(bypass_csp=True)
            checking.route("**/*.js", lambda route: route.abort())
        return readers[-1]

    yield come
    for reader in readers:
        reader.page.context.close()
        if reader.checked_in:
            reader.checked_in.close()
    assert [reader.faults for reader in readers if reader.faults] == []


def test_a_traveller_in_a_hurry_learns_on_a_phone_whether_to_go(someone: OpenReader) -> None:
    reader = someone(**PHONE)
    reader.open("/")
    assert reader.sees(reader.main.get_by_role("searchbox").or_(reader.main.get_by_role("combobox")))
    reader.search("is it safe to go to egypt")
    expect(reader.answer).to_contain_text("Avoid all travel to parts of the country")
    assert reader.sees(reader.answer.locator(".hub-status__word").first)
    reader.follow(reader.answer.get_by_role("link", name="Egypt travel advice"))
    assert reader.path == "/travel-advice/egypt/"
    expect(reader.main.locator(".hub-status")).to_contain_text("Avoid all travel to parts of the country")
    assert reader.sees(reader.main.locator(".hub-prose p").first)
    reader.follow(reader.main.get_by_role("link", name="Follow by feed").first)
    assert reader.path.startswith("/feeds/")
    expect(reader.main).to_contain_text("does not send emails, text messages or notifications")
    reader.page.go_back()
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Egypt travel advice")


def test_the_manager_of_a_shopping_centre_briefs_the_team_tonight(someone: OpenReader, tmp_path: Path) -> None:
    reader = someone(**PHONE)
    reader.open("/")
    reader.follow(reader.main.get_by_role("link", name="Winter markets and Christmas shopping 2026").first)
    actions = reader.main.locator(".hub-actions li")
    assert reader.sees(actions.first)
    expect(reader.main.get_by_role("heading", name="Read this aloud to your team")).to_be_visible()
    expect(reader.main).to_contain_text("In force since")
    assert reader.main.locator("p .hub-past").count() == 0
    reader.page.emulate_media(media="print")
    expect(reader.page.get_by_role("contentinfo")).to_contain_text("/briefings/winter-markets-2026/")
    expect(actions.last).to_be_visible()
    for hidden in (".govuk-service-navigation", ".hub-demonstration + * .govuk-breadcrumbs", "form"):
        assert reader.page.locator(f"{hidden} >> visible=true").count() == 0, hidden
    # At 200 % zoom, a window of 1280 pixels has room for 640.
    wide = someone(viewport={"width": 640, "height": 512})
    wide.open("/briefings/winter-markets-2026/")
    assert wide.page.evaluate("document.documentElement.scrollWidth") <= 640
    assert wide.sees(wide.main.locator(".hub-actions li").first)


def test_a_small_firm_learns_whether_the_act_covers_it(someone: OpenReader) -> None:
    reader = someone()
    reader.open("/")
    reader.search("martyns law do i need")
    reader.follow(reader.results.filter(has_text="whether").first)
    assert reader.path == "/guidance/martyns-law-scope/"
    for fact in ("Fewer than 200: the Act does not cover you", "standard tier", "from 800 in the enhanced tier"):
        expect(reader.main).to_contain_text(fact)
    expect(reader.main).to_contain_text("This page belongs to a demonstration")
    pages = (
        reader.main.get_by_role("heading", name="The other pages of this set").locator("xpath=..").get_by_role("link")
    )
    onward = [str(link.get_attribute("href")) for link in pages.all()]
    assert len(onward) >= 6
    for path in onward:
        reader.open(path)
        expect(reader.page.get_by_role("heading", level=1)).not_to_have_text("Page not found")


def test_a_journalist_finds_what_changed_and_what_replaced_a_briefing(someone: OpenReader) -> None:
    reader = someone()
    reader.open("/")
    changes = reader.main.get_by_role("region", name="What has changed").get_by_role("listitem")
    assert changes.count() > 2
    expect(changes.filter(has_text="Lebanon")).to_contain_text("The main road to the eastern border is described.")
    reader.follow(reader.page.get_by_role("navigation").get_by_role("link", name="Threat level"))
    expect(reader.main.locator(".hub-status").first).to_contain_text("Since 10 February 2026")
    history = reader.main.locator("#history + ol li")
    expect(history.filter(has_text="Critical, United Kingdom")).to_contain_text("Since 14 September 2022")
    reader.search("BR-2025-012")
    reader.follow(reader.results.first)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("Outdoor concerts, summer 2026")
    expect(reader.main).to_contain_text("It applied until 13 September 2026")
    shared = reader.main.get_by_label("Address of this page")
    expect(shared).to_have_value(f"{reader.site}/briefings/summer-concerts-2026/")


def test_a_welsh_speaker_is_shown_in_english_what_is_not_in_welsh(someone: OpenReader) -> None:
    reader = someone(locale="cy-GB")
    reader.open("/cy/")
    reader.follow(reader.main.get_by_role("link", name="Pob briff"))
    rows = reader.main.locator(".hub-list > li")
    assert rows.count() == 6
    for row in rows.all():
        expect(row).to_contain_text("Yn Saesneg yn unig")
        expect(row.get_by_role("link").first).to_have_attribute("lang", "en-GB")
    reader.follow(rows.first.get_by_role("link").first)
    expect(reader.page.locator("html")).to_have_attribute("lang", "cy")
    expect(reader.main.get_by_role("note")).to_contain_text("Saesneg")
    expect(reader.main.locator("[lang=en-GB]").first).to_be_visible()
    reader.open("/cy/travel-advice/egypt/")
    expect(reader.main.locator("[lang=en-GB] .hub-status__word")).to_have_text(
        "Avoid all travel to parts of the country"
    )
    reader.search("lefel bygythiad")
    expect(reader.answer).to_contain_text("Sylweddol")
    reader.search("marchnadoedd gaeaf")
    expect(reader.main).to_contain_text("Ni chafwyd hyd i ddim")
    reader.search("winter markets")
    expect(reader.page.locator("#search-results li").first).to_contain_text("Yn Saesneg yn unig")
    for path in ("/cy/", "/cy/lefel-bygythiad/", "/cy/travel-advice/", "/cy/z-cards/"):
        reader.open(path)
        for absence in ("Nid oes briff mewn grym", "gyhoeddi eto"):
            expect(reader.main).not_to_contain_text(absence)


def test_someone_with_a_screen_reader_hears_the_answer_and_how_many_results(someone: OpenReader) -> None:
    reader = someone()
    reader.open("/guidance/")
    page = reader.page
    for landmark in ("banner", "main", "contentinfo"):
        expect(page.get_by_role(landmark)).to_have_count(1)
    expect(page.get_by_role("search", name="Whole hub").get_by_label("Search the hub")).to_have_count(1)
    names = [node["name"] for node in reader.hears() if node["role"] in {"searchbox", "combobox", "textbox"}]
    assert len(names) == len(set(names)) > 2
    assert all(names)
    reader.open("/search/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # skips to the content
    page.keyboard.press("Tab")
    expect(page.get_by_label("Search the hub")).to_be_focused()
    page.keyboard.type("is it safe to go to egypt")
    spoken = page.get_by_role("status")
    expect(spoken).to_contain_text("Egypt travel advice. Avoid all travel to parts of the country.")
    expect(spoken).to_contain_text("results")
    reader.check()
    expect(page.get_by_role("region", name="Egypt travel advice")).to_be_visible()
    for path in ("/", "/search/?q=egypt", "/travel-advice/egypt/", "/briefings/winter-markets-2026/", "/threat-level/"):
        reader.open(path)
        levels = [node["level"] for node in reader.hears() if node["role"] == "heading"]
        assert levels[0] == 1, path
        assert levels.count(1) == 1, path
        assert all(after <= before + 1 for before, after in pairwise(levels)), (path, levels)


def test_a_volunteer_learns_truthfully_how_to_join(someone: OpenReader) -> None:
    reader = someone(**PHONE)
    reader.open("/search/?q=volunteer+cyber+skills")
    reader.follow(reader.results.filter(has_text="Specialist volunteers").first)
    expect(reader.main).to_contain_text("You cannot ask to join on this site yet.")
    reader.follow(reader.main.get_by_role("link", name="Contact the programme").first)
    expect(reader.main.get_by_role("link", name="office@example.org").first).to_be_visible()


def test_everything_works_without_scripts(someone: OpenReader) -> None:
    reader = someone(java_script_enabled=False, **PHONE)
    reader.open("/")
    reader.search("evacuation")
    before = reader.results.count()
    reader.page.locator("#facets > summary").click()
    reader.page.get_by_label("Guidance (").check()
    reader.follow(reader.page.get_by_role("button", name="Apply"))
    assert 0 < reader.results.count() < before
    reader.follow(reader.results.first)
    reader.page.go_back()
    assert "kind=guidance" in reader.page.url
    reader.page.go_back()
    expect(reader.results).to_have_count(before)
    reader.open("/travel-advice/")
    reader.page.get_by_label("Find a country").fill("Cairo")
    reader.follow(reader.page.get_by_role("button", name="Find", exact=True))
    expect(reader.main.locator("#countries li[data-code] a:visible")).to_have_text(["Egypt"])
    reader.open("/z-cards/stay-safe-abroad/")
    expect(reader.main.get_by_role("heading", name="My numbers")).to_be_visible()
    useful = reader.main.locator("form").filter(has_text="useful")
    reader.follow(useful.get_by_role("button", name="Yes"))
    expect(reader.main).to_contain_text("Thank you")


def test_the_status_of_a_country_arrives_at_50_kbit_per_second(someone: OpenReader) -> None:
    reader = someone(**PHONE)
    page = reader.page
    page.route("**/*.{js,css,woff2,svg,webp,avif,jpg}", lambda route: route.abort())  # all that may be lost on the way
    session = page.context.new_cdp_session(page)
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    session.send("Network.enable")
    slow = {"offline": False, "latency": 300, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}
    session.send("Network.emulateNetworkConditions", slow)
    page.goto(f"{reader.site}/travel-advice/egypt/", wait_until="commit")
    expect(page.locator(".hub-status__word").first).to_have_text("Avoid all travel to parts of the country")
    page.wait_for_load_state("load")
    assert sum(received) < 10_000, "bytes, 1.6 s"
    text = page.locator("body").inner_text()
    assert text.index("Avoid all travel to parts") < 600, "the status comes before everything that is longer"
    expect(page.locator("main .hub-prose p").first).to_be_visible()


def test_an_officer_in_the_field_finds_projects_by_the_terms_of_the_job(someone: OpenReader) -> None:
    reader = someone(**PHONE)
    reader.open("/projects/")
    for term, found in (("ROCU", "protect products"), ("wardens", "Community safety accreditation")):
        reader.open("/search/")
        reader.search(term)
        expect(reader.results.filter(has_text=found)).to_have_count(1)
    reader.search("H&S")
    assert reader.results.count() > 0
    reader.search("evacaution plan")
    expect(reader.main).to_contain_text("Showing results for evacuation plan")
    verbatim = reader.main.get_by_role("link", name="Search instead for “evacaution plan”")
    reader.follow(reader.results.filter(has_text="Plan an evacuation").first)
    reader.page.go_back()
    expect(reader.results.first).to_be_visible()
    filters, box = reader.page.locator("#facets > summary"), reader.page.get_by_label("Guidance (")
    filters.click()
    box.check()
    reader.page.wait_for_url("**kind=guidance*")
    reader.page.go_back()
    expect(box).not_to_be_checked()
    assert "q=evacaution" in reader.page.url
    reader.follow(verbatim)
    expect(reader.main).not_to_contain_text("Showing results for")
    reader.open("/search/?q=suspicious+beh")
    expect(reader.results.first).to_contain_text("behaviour")


def test_staff_of_a_venue_find_and_print_their_z_card(someone: OpenReader, tmp_path: Path) -> None:
    reader = someone()
    reader.open("/")
    reader.search("z card")
    reader.follow(reader.results.first)
    assert reader.path == "/z-cards/stay-safe-abroad/"
    assert reader.main.inner_text().lower().count("edition 3") == 1
    numbers = reader.main.get_by_role("listitem").filter(has=reader.page.get_by_role("heading", name="My numbers"))
    expect(numbers.get_by_role("term")).to_have_count(5)
    reader.page.pdf(path=tmp_path / "card.pdf", prefer_css_page_size=True)
    with pikepdf.open(tmp_path / "card.pdf") as pdf:
        assert len(pdf.pages) <= 2, "one sheet, printed on both sides"


def test_someone_who_asks_for_what_is_not_here_learns_what_to_do(someone: OpenReader) -> None:
    reader = someone()
    for text in ("horoscope for today", "🎭 🎉", "the of and", "x" * 100):
        reader.open("/search/")
        reader.search(text)
        assert reader.results.count() == 0, text
        for way in ("No results were found.", "Or browse:", "Contact the programme:"):
            expect(reader.main).to_contain_text(way)
    reader.search("should i go to peru now")
    expect(reader.answer).to_contain_text("The hub has no travel advice for Peru")
    expect(reader.answer.get_by_role("link")).to_have_attribute("href", "https://www.gov.uk/foreign-travel-advice/peru")
    assert reader.results.filter(has_text="travel advice").count() == 0
    for path in ("/travel-advice/peru/", "/nothing/"):
        reader.open(path)
        expect(reader.main.get_by_role("link").first).to_be_visible()
