"""The map of an area in a real Chromium: drawn with a mouse or with keys, or pasted where the map does not load."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from cms.blocks.alerts import build_alerts
from cms.models import TravelAdvicePage
from publishing.geography.outlines import country_at
from tests.cms.factories import a_draft, a_part, an_administrator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.one_database]
SOUTH = {"type": "Polygon", "coordinates": [[[35.2, 33.1], [35.5, 33.1], [35.5, 33.3], [35.2, 33.3], [35.2, 33.1]]]}


def an_advice(country: str, border: str = "") -> TravelAdvicePage:
    """A draft whose alert has two areas, of which the second may be drawn."""
    parts = [a_part("Safety and security", "safety-and-security")]
    page: TravelAdvicePage = a_draft(TravelAdvicePage, country=country, title="", slug="", parts=parts)
    texts = {"The hills": "", "The border": border}
    areas = [{"name": name, "description": "", "reason": "", "geometry": text} for name, text in texts.items()]
    alert = {"advised_against": "all_travel", "extent": "named_parts", "description": "", "areas": areas}
    page.alerts = [("alert", alert)]
    page.save_revision()
    return page


@pytest.fixture
def desk(live_server: LiveServer, page: Page) -> Page:
    """A tab of an administrator."""
    client = Client()
    client.force_login(an_administrator())
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page.set_viewport_size({"width": 1280, "height": 1000})
    return page


def open_area(desk: Page, live_server: LiveServer, advice: TravelAdvicePage) -> Locator:
    """Open the page's form at the first area; return its text."""
    desk.goto(f"{live_server.url}/admin/pages/{advice.pk}/edit/")
    text = desk.locator("textarea[data-controller=area-map]").first
    text.scroll_into_view_if_needed()
    return text


def save(desk: Page) -> None:
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save draft").click()


def saved_areas(advice: TravelAdvicePage) -> list[dict[str, Any] | None]:
    [alert] = build_alerts(TravelAdvicePage.objects.get(pk=advice.pk).get_latest_revision_as_object().alerts)
    return [area.geometry for area in alert.areas]


def test_an_area_is_drawn_over_the_country_and_saved(desk: Page, live_server: LiveServer) -> None:
    requested: list[str] = []
    desk.on("request", lambda request: requested.append(request.url))
    advice = an_advice("LB", json.dumps(SOUTH))
    text = open_area(desk, live_server, advice)
    drawing = desk.locator(".area-map").first
    expect(drawing.locator(".area-map__country")).to_be_visible()
    expect(drawing.locator(".area-map__other")).to_be_visible()
    box = drawing.locator(".area-map__map").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for right, down in ((0, 0), (-40, 0), (-40, -40), (0, -40), (0, 0)):
        desk.mouse.move(x + right, y + down)
        desk.mouse.click(x + right, y + down)
    expect(text).not_to_be_empty()
    save(desk)
    drawn, border = saved_areas(advice)
    assert drawn
    assert drawn["type"] == "Polygon"
    assert {country_at(*position) for position in drawn["coordinates"][0]} == {"LB"}
    assert border == SOUTH
    assert {url.split("/")[2] for url in requested if url.startswith("http")} == {live_server.url.split("/")[2]}


def test_an_area_is_drawn_with_keys_on_the_other_side_of_the_earth(desk: Page, live_server: LiveServer) -> None:
    advice = an_advice("FJ")
    text = open_area(desk, live_server, advice)
    drawing = desk.locator(".area-map").first
    expect(drawing.locator(".area-map__country")).to_be_visible()
    drawing.locator(".area-map__map").focus()
    for key in ("Enter", "ArrowRight", "ArrowRight", "ArrowRight", "Enter", "ArrowDown", "Enter", "Shift+Enter"):
        desk.keyboard.press(key)
        desk.wait_for_timeout(400 if key.startswith("Arrow") else 0)  # Leaflet moves the map
    expect(text).not_to_be_empty()
    save(desk)
    [drawn, _] = saved_areas(advice)
    assert drawn
    assert drawn["type"] == "MultiPolygon"  # on both sides of the 180th meridian
    assert all(abs(x) > 170 for part in drawn["coordinates"] for x, _ in part[0])


def test_an_area_is_pasted_where_the_map_does_not_load(desk: Page, live_server: LiveServer) -> None:
    desk.route("**/editor.*.js", lambda route: route.abort())
    advice = an_advice("LB", json.dumps(SOUTH))
    text = open_area(desk, live_server, advice)
    expect(desk.locator(".area-map").first).to_contain_text("The map could not be loaded")
    text.fill(json.dumps({"type": "Feature", "properties": {}, "geometry": SOUTH}))
    save(desk)
    assert saved_areas(advice) == [SOUTH, SOUTH]
