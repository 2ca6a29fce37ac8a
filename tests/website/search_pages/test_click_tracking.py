"""Searches and opened results are counted; a report cannot be made up, and does not say who sent it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from search.analytics.recording import recorder
from search.models import ClickCount, SearchCount
from search.models.analytics import UNLISTED
from tests.stack import until
from tests.website.conftest import Index, SignIn, World
from tests.website.world import build_world
from website.search_pages.click_tracking import ShownResults

REPORT = "/search/report"
FILTERED = "/search/?q=market&kind=guidance"


@pytest.fixture(autouse=True)
def _counting(settings: Settings, db: None) -> Iterator[None]:
    """Turn counting on; empty the recorder, which other tests share, at the end."""
    settings.SEARCH_ANALYTICS_DAYS = 90
    yield
    recorder.write()


@pytest.fixture
def indexed(world: World, index: Index) -> World:
    index()
    return world


def read_token(client: Client, address: str = "/search/?q=market") -> str:
    """The token in a page of results."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return str(page.select_one("[data-token]")["data-token"])


def searches() -> dict[str, tuple[int, int, int]]:
    """Searches, those without a result and those with a click, by text."""
    recorder.write()
    rows = SearchCount.objects.values_list("text", "searches", "without_results", "clicked")
    return {text: tuple(counts) for text, *counts in rows}  # type: ignore[misc]


def clicks() -> list[tuple[str, Any, int, int]]:
    """Clicks with text, content id and position."""
    recorder.write()
    return list(ClickCount.objects.values_list("text", "content_id", "position", "clicks").order_by("position"))


# --- Searches --------------------------------------------------------------------------------------


def test_showing_results_counts_a_search(indexed: World, client: Client) -> None:
    client.get("/search/?q=Market")
    client.get("/search/?q=zeppelin")
    client.get("/cy/chwilio/?q=marchnad")
    assert searches() == {"market": (1, 0, 0), "zeppelin": (1, 1, 0), "marchnad": (1, 0, 0)}


def test_half_typed_texts_filters_and_further_pages_are_not_counted(indexed: World, client: Client) -> None:
    for more in ("&fragment=results", "&kind=guidance", "&sort=newest"):
        client.get(f"/search/?q=market{more}")
    client.get("/search/")
    client.head("/search/?q=market")
    client.get("/search/?q=market&after=nonsense")
    assert searches() == {}


def test_readers_with_a_session_are_not_tracked(indexed: World, sign_in: SignIn) -> None:
    for name, access in (("editor", {}), ("reader", {"registered": True})):
        reader = sign_in(name, **access)
        assert b"data-token" not in reader.get("/search/?q=market").content
    assert searches() == {}


def test_with_analytics_off_no_one_is_tracked(indexed: World, client: Client, settings: Settings) -> None:
    token = read_token(client)
    settings.SEARCH_ANALYTICS_DAYS = 0
    assert b"data-token" not in client.get("/search/?q=market").content
    assert client.post(REPORT, {"token": token, "opened": "1"}).status_code == 204
    settings.SEARCH_ANALYTICS_DAYS = 90
    assert clicks() == []


def test_counting_costs_a_page_no_query(indexed: World, client: Client, settings: Settings) -> None:
    costs = []
    for days in (0, 90):
        settings.SEARCH_ANALYTICS_DAYS = days
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/?q=market")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_page_is_the_same_for_everyone(indexed: World, client: Client) -> None:
    first, second = client.get("/search/?q=market"), Client().get("/search/?q=market")
    assert first["ETag"] == second["ETag"] == client.head("/search/?q=market")["ETag"]
    again = client.get("/search/?q=market", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert searches() == {"market": (3, 0, 0)}  # a cache that revalidates reports every reader


# --- Reports ---------------------------------------------------------------------------------------


def test_an_opened_result_is_counted_at_its_position(indexed: World, client: Client) -> None:
    token = read_token(client)
    assert client.post(REPORT, {"token": token, "opened": "2"}).status_code == 204
    assert client.post(REPORT, {"token": token, "opened": "1", "again": ""}).status_code == 204
    assert searches() == {"market": (1, 0, 1)}
    results = ShownResults.unsign(token).results
    assert clicks() == [("market", results[0], 1, 1), ("market", results[1], 2, 1)]


@pytest.mark.parametrize("narrowed", ["kind=guidance", "sort=newest"])
def test_a_click_in_a_filtered_list_has_no_position(narrowed: str, indexed: World, client: Client) -> None:
    client.post(REPORT, {"token": read_token(client, f"/search/?q=market&{narrowed}"), "opened": "1"})
    assert [(text, position) for text, _, position, _ in clicks()] == [("market", 0)]


def test_finished_typing_counts_a_search_and_a_page_is_not_counted_twice(indexed: World, client: Client) -> None:
    for address in ("/search/?q=market", "/search/?q=market&fragment=results", "/search/?q=zeppelin&fragment=results"):
        client.post(REPORT, {"token": read_token(client, address), "settled": ""})  # codespell:ignore settled
    assert searches() == {"market": (2, 0, 0), "zeppelin": (1, 1, 0)}


def test_a_personal_text_is_not_in_the_token(indexed: World, client: Client) -> None:
    token = read_token(client, "/search/?q=jane.doe@example.org+market")
    assert ShownResults.unsign(token).text == UNLISTED
    client.post(REPORT, {"token": token, "opened": "1"})
    assert list(searches()) == [UNLISTED]


def test_a_click_on_yesterdays_page_counts_for_yesterday(indexed: World, client: Client) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    shown = ShownResults.unsign(read_token(client))
    client.post(REPORT, {"token": aged(shown, 1), "opened": "1"})
    assert clicks()
    assert ClickCount.objects.get().day == yesterday


def aged(shown: ShownResults, days: int) -> str:
    """The token of the same page, some days ago."""
    return ShownResults(**{**vars(shown), "day": shown.day - timedelta(days=days)}).sign()


@pytest.mark.parametrize("token", ["", "made up", "a:b", "\x00", "é" * 50, Signer().sign_object(["2026-01-01"])])
def test_a_made_up_token_is_refused(token: str, client: Client) -> None:
    response = client.post(REPORT, {"token": token, "opened": "1"})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_token")


def test_a_token_is_valid_only_for_its_results_and_day(indexed: World, client: Client) -> None:
    token = read_token(client)
    for number in ("0", "21", "-1", "x", "²", "9" * 5000):
        response = client.post(REPORT, {"token": token, "opened": number})
        assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_number")
    response = client.post(REPORT, {"token": aged(ShownResults.unsign(token), 2), "opened": "1"})
    assert (response.status_code, response.json()["error"]["code"]) == (400, "old_token")
    assert clicks() == []


def test_a_report_is_a_post_and_its_response_is_not_stored(indexed: World, client: Client) -> None:
    assert client.get(REPORT).status_code == 405
    response = Client(enforce_csrf_checks=True).post(REPORT, {"token": read_token(client)})
    assert (response.status_code, response.content, response.cookies) == (204, b"", {})
    assert "no-store" in response["Cache-Control"]


def test_reports_of_signed_in_readers_are_ignored(indexed: World, client: Client, sign_in: SignIn) -> None:
    assert sign_in().post(REPORT, {"token": read_token(client), "opened": "1"}).status_code == 204
    assert clicks() == []


# --- In a browser ----------------------------------------------------------------------------------


@pytest.fixture
def site(live_server: LiveServer, index: Index) -> str:
    """The URL of a server with the world published and searchable."""
    build_world()
    index()
    return live_server.url


@pytest.mark.browser
@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_a_click_is_counted_once_and_the_reader_gets_the_page(site: str, page: Page) -> None:
    page.goto(f"{site}/search/?q=street+market")
    page.get_by_role("link", name="Protect a street market").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Protect a street market")
    until(lambda: searches() == {"street market": (1, 0, 1)}, what="the click")
    page.go_back()
    page.get_by_role("link", name="Protect a street market").click()
    page.go_back()
    page.locator('[data-number="2"] a').click()
    until(lambda: [click[2:] for click in clicks()] == [(1, 1), (2, 1)], what="the second result")
    assert searches()["street market"][2] == 1


@pytest.mark.browser
@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_only_the_final_text_counts_as_a_search(site: str, page: Page) -> None:
    page.goto(f"{site}/search/")
    page.get_by_label("Search the hub").press_sequentially("winter", delay=250)
    expect(page.locator(".hub-list__title").first).to_contain_text("Winter markets")
    page.get_by_label("Briefing (1)").check()
    page.wait_for_url("**kind=briefing*")
    until(lambda: searches() == {"winter": (1, 0, 0)}, what="the final text")
    page.locator(".hub-list__title a").first.click()
    until(lambda: searches() == {"winter": (1, 0, 1)}, what="the click")
    assert [click[2:] for click in clicks()] == [(0, 1)]


@pytest.mark.browser
@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_without_javascript_links_work_and_only_searches_are_counted(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/search/?q=winter")
    page.locator(".hub-list__title a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Winter markets")
    assert (searches(), clicks()) == ({"winter": (1, 0, 0)}, [])
    context.close()
