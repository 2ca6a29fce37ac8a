"""Pages in a real Chromium: accessibility, keyboard, narrow screens, policies, live search."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from publishing.kinds import Kind
from publishing.log.record import record_withdrawal
from tests.website.conftest import Index
from tests.website.factories import FRANCE, publish
from tests.website.page_types import PAGES
from tests.website.world import build_world
from website.feedback.recording import recorder
from website.models import FeedbackCount

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]


@pytest.fixture
def site(live_server: LiveServer, index: Index, documentation: Path) -> str:
    """The URL of a server with the world published and searchable."""
    build_world()
    old = publish(Kind.BRIEFING, path="/briefings/old/", title="An old briefing")
    record_withdrawal(old.content_id, "en-gb")
    index()
    return live_server.url


def violations(page: Page, project_root: Path) -> list[str]:
    """The violations that axe finds on the page."""
    page.evaluate((project_root / "frontend/node_modules/axe-core/axe.min.js").read_text())
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_on_any_page_type(scheme: Any, site: str, browser: Browser, project_root: Path) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = {}
    for name, path in PAGES.items():
        page.goto(site + path)
        if wrong := violations(page, project_root):
            found[name] = wrong
    context.close()
    assert found == {}


def test_no_page_violates_the_policy_or_fails_to_load_a_resource(site: str, page: Page) -> None:
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "404" not in message.text and "410" not in message.text:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", note)
    page.on("requestfailed", lambda request: complaints.append(request.url))
    for path in PAGES.values():
        page.goto(site + path, wait_until="networkidle")  # leaving early would abort pending requests
    assert complaints == []


def test_no_page_is_wider_than_a_small_phone(site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    wide = {}
    for name, path in PAGES.items():
        page.goto(site + path)
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
            wide[name] = width
    context.close()
    assert wide == {}


def test_the_first_tab_skips_to_the_content_and_focus_is_visible(site: str, page: Page) -> None:
    page.goto(f"{site}/guidance/")
    page.keyboard.press("Tab")
    expect(page.locator(".govuk-skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outline")
    assert "rgb(255, 221, 0)" in outline
    assert "3px" in outline


def test_the_menu_of_a_phone_opens_by_keyboard(site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(site)
    menu = page.get_by_role("button", name="Menu")
    expect(menu).to_have_attribute("aria-expanded", "false")
    menu.press("Enter")
    expect(page.get_by_role("link", name="Travel advice", exact=True).first).to_be_visible()
    context.close()


def test_results_and_the_url_update_while_typing(site: str, page: Page) -> None:
    page.goto(f"{site}/search/")
    page.get_by_label("Search the hub").press_sequentially("winter")
    expect(page.locator(".hub-list__title").first).to_contain_text("Winter markets")
    expect(page.locator("#search-status")).to_contain_text("result")
    page.wait_for_url("**/search/?q=winter*")


def test_a_ticked_facet_filters_at_once_and_back_returns_to_the_earlier_results(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{site}/search/?q=market")
    box, hits = page.get_by_label("Briefing (1)"), page.locator(".hub-list__title")
    before = hits.count()
    expect(box).to_be_hidden()  # filters fold on phones
    page.get_by_text("Filters", exact=True).click()
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**kind=briefing*")
    expect(hits).to_have_count(1)
    expect(page.locator("#facets summary").first).to_contain_text("1 chosen")
    expect(box).to_be_focused()
    hits.get_by_role("link").click()
    page.go_back()
    expect(hits).to_have_count(1)
    expect(hits.get_by_role("link")).to_be_focused()
    expect(box).to_be_checked()
    expect(box).to_be_visible()
    page.go_back()
    expect(hits).to_have_count(before)
    expect(box).not_to_be_checked()
    expect(box).to_be_focused()
    assert "kind" not in page.url
    page.go_forward()
    expect(box).to_be_checked()
    expect(page.locator("#search-status")).to_have_text("1 result")


def test_a_ticked_facet_keeps_the_sort_order(site: str, page: Page) -> None:
    page.goto(f"{site}/search/?q=market&sort=newest")
    page.get_by_label("Briefing (1)").check()
    page.wait_for_url("**kind=briefing*")
    assert "sort=newest" in page.url
    page.get_by_role("link", name="Best match").click()
    page.wait_for_url("**sort=relevance*")
    expect(page.get_by_label("Briefing (1)")).to_be_checked()


def test_a_failed_request_shows_a_message_and_keeps_the_results(site: str, page: Page) -> None:
    page.goto(f"{site}/search/?q=market")
    page.route("**/search/?*fragment*", lambda route: route.abort())
    page.get_by_label("Search the hub").press_sequentially("s")
    expect(page.locator("#search-status")).to_contain_text("could not be refreshed")
    expect(page.locator(".hub-list__title").first).to_be_visible()


def test_titles_are_suggested_while_typing(site: str, page: Page) -> None:
    page.goto(site)
    page.get_by_label("Search guidance, briefings and travel advice").press_sequentially("prot")
    expect(page.locator("#page-suggestions option")).to_have_attribute("value", "Protect a street market")


def test_search_works_without_javascript(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.get_by_label("Search guidance, briefings and travel advice").fill("market")
    page.get_by_role("button", name="Search").click()
    page.get_by_label("Briefing (1)").check()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".hub-list__title")).to_have_count(1)
    context.close()


FIRST_SCREEN = {
    "/": ".hub-status, .hub-searchbox",
    "/briefings/winter-markets/": ".hub-threat-line, .hub-actions li:first-child",
    "/threat-level/": ".hub-status",
    FRANCE: ".hub-status",
}
"""What readers come for, by the page that has it."""


@pytest.mark.parametrize("size", [(320, 568), (1280, 720)], ids=str)
def test_what_readers_come_for_is_on_the_first_screen(size: tuple[int, int], site: str, browser: Browser) -> None:
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    for path, selectors in FIRST_SCREEN.items():
        page.goto(site + path)
        for selector in selectors.split(", "):
            box = page.locator(selector).first.bounding_box()
            assert box, path
            assert box["y"] + box["height"] <= height, (path, selector)
    page.goto(f"{site}/briefings/winter-markets/")
    line = page.locator(".hub-threat-line").bounding_box()
    assert line
    assert line["height"] < 40
    context.close()


def test_the_steps_of_a_bar_are_equally_wide_at_every_width(site: str, page: Page) -> None:
    page.goto(f"{site}/threat-level/")
    measure = "steps => new Set(steps.map(step => Math.round(step.getBoundingClientRect().width))).size"
    for width in (320, 700, 800, 1000, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.locator(".hub-status").first.locator(".hub-steps__step").evaluate_all(measure) <= 2, width
        cut = "steps => steps.filter(step => step.scrollWidth > step.clientWidth + 1).map(step => step.textContent)"
        assert page.locator(".hub-status .hub-steps__step").evaluate_all(cut) == [], width


def test_paper_shows_the_whole_address_of_every_link(site: str, page: Page) -> None:
    printed = """links => links.filter(link => link.checkVisibility())
        .map(link => getComputedStyle(link, '::after').content)
        .filter(text => !/^(none|normal|""|".*\\(https?:.*\\)")$/.test(text))"""
    wrong = {}
    page.emulate_media(media="print")
    for name, path in PAGES.items():
        page.goto(site + path)
        if found := page.locator("main a[href]").evaluate_all(printed):
            wrong[name] = found
    assert wrong == {}


def test_a_page_can_be_shared_and_rated_where_it_is_read(site: str, browser: Browser, project_root: Path) -> None:
    context = browser.new_context(bypass_csp=True, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site}/guidance/protect-a-market/")
    page.get_by_role("button", name="Copy address").click()
    expect(page.get_by_text("Address copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/guidance/protect-a-market/")
    page.get_by_role("button", name="No this page is not useful").click()
    page.get_by_label("It is hard to understand").check()
    assert violations(page, project_root) == []
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you")).to_be_visible()
    assert page.url.endswith("/guidance/protect-a-market/")
    context.close()
    recorder.write()
    assert list(FeedbackCount.objects.values_list("not_useful", "unclear")) == [(1, 1)]


def test_print_hides_what_is_interactive_and_shows_the_edition(site: str, page: Page) -> None:
    page.goto(f"{site}/guidance/protect-a-market/")
    page.emulate_media(media="print")
    expect(page.locator(".govuk-service-navigation")).to_be_hidden()
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_text("Was this page useful?")).to_be_hidden()
    expect(page.get_by_role("contentinfo")).to_contain_text("edition 1")
    after = page.locator(".hub-prose a").first.evaluate("element => getComputedStyle(element, '::after').content")
    assert "/briefings/winter-markets/" in after
