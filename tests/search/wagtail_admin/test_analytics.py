"""Search analytics in the admin: charts, lists, exports and permissions."""

from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from search.models import Channel
from search.models.analytics import MIN_LISTED
from search.wagtail_admin.analytics_lists import LISTINGS
from tests.cms.factories import signed_in
from tests.search.analytics.counting import opened, searched

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DASHBOARD = "/admin/search/analytics/"
OFTEN = MIN_LISTED


@pytest.fixture(autouse=True)
def _kept(settings: Settings) -> None:
    settings.SEARCH_ANALYTICS_DAYS = 90


@pytest.fixture
def editor() -> Client:
    """A client signed in as an editor."""
    return signed_in("Editor")


@pytest.fixture
def counted() -> None:
    """Some recent searches."""
    today = timezone.localdate()
    searched("market", 20, today, clicked=12)
    searched("zeppelin", 9, today - timedelta(days=1), without_results=9)
    searched("gates", 8, today)
    searched("my neighbour john", OFTEN - 1, today)
    searched("marchnad", 40, today - timedelta(days=20), locale="cy", clicked=30)
    searched("lanterns", 50, today, channel=Channel.API)
    opened(uuid4(), 10, day=today)
    opened(uuid4(), 3, day=today, position=2)


def page(client: Client, address: str = DASHBOARD) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def texts(found: BeautifulSoup, listing: str) -> list[str]:
    """The texts in a list on the dashboard."""
    return [cell.text.strip() for cell in found.select(f"#{listing}-section td.title .title-wrapper")]


@pytest.mark.parametrize("group", ["Editor", "Moderator"])
def test_editors_see_what_people_search_for(group: str, counted: None) -> None:
    found = page(signed_in(group))
    assert texts(found, "top") == ["marchnad", "market", "zeppelin", "gates"]
    assert texts(found, "without-results") == ["zeppelin"]
    assert texts(found, "without-clicks") == ["gates"]


def test_rare_texts_are_only_counted(editor: Client, counted: None) -> None:
    found = page(editor)
    assert "neighbour" not in found.text
    assert f"Of 81 searches, {OFTEN - 1} have such queries." in " ".join(found.text.split())


@pytest.mark.parametrize("address", [DASHBOARD, *(f"{DASHBOARD}{listing.name}/" for listing in LISTINGS)])
def test_viewing_requires_permission(address: str, counted: None) -> None:
    assert signed_in("Travel desk").get(address).status_code == 302
    assert Client().get(address).status_code == 302


def test_the_menu_item_requires_permission() -> None:
    assert DASHBOARD in signed_in("Editor").get("/admin/").content.decode()
    User.objects.all().delete()
    assert DASHBOARD not in signed_in("Travel desk").get("/admin/").content.decode()


def test_period_language_and_channel_select_the_counts(editor: Client, counted: None) -> None:
    assert "marchnad" not in texts(page(editor, f"{DASHBOARD}?days=7"), "top")
    assert texts(page(editor, f"{DASHBOARD}?locale=cy"), "top") == ["marchnad"]
    api = page(editor, f"{DASHBOARD}?channel=api")
    assert texts(api, "top") == ["lanterns"]
    assert api.select_one("#without-clicks-section") is None
    assert "do not report clicks" in api.text


def test_an_invalid_choice_is_reported_and_ignored(editor: Client, counted: None) -> None:
    found = page(editor, f"{DASHBOARD}?days=8&channel=fax&locale=de")
    assert found.text.count("is not one of the available choices") == 3
    assert "market" in texts(found, "top")


def test_every_chart_has_a_description_and_a_table(editor: Client, counted: None) -> None:
    found = page(editor)
    charts = found.select("figure > svg")
    assert [chart.title.text for chart in charts] == [
        "Searches per day",
        "Share without results, and without a click, per day",
        "Clicks by position",
    ]
    for chart in charts:
        assert chart["role"] == "img"
        assert chart.desc.text
        assert chart.select("rect, circle")
    figures = {name.text: name.find_next("dd").text for name in found.select(".count-figures dt")}
    assert figures == {
        "Searches": "81",
        "Without results": "11%",
        "With results, without a click": "42%",
        "Click-through of position 1": "14%",
        "Click-through of position 2": "4%",
        "Click-through of position 3": "0%",
    }
    assert len(found.select("details tbody tr")) == 30 + 21


def test_a_period_without_searches_is_explained(editor: Client) -> None:
    found = page(editor)
    assert "No searches were counted in this period" in found.text
    assert found.select("figure") == []


def test_disabled_counting_is_reported(editor: Client, settings: Settings) -> None:
    settings.SEARCH_ANALYTICS_DAYS = 0
    assert "Searches are not counted" in page(editor).text


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
@pytest.mark.parametrize("channel", ["site", "api"])
@pytest.mark.parametrize("form", ["", "csv", "xlsx"])
def test_every_list_has_a_page_and_a_spreadsheet(
    listing: object, channel: str, form: str, editor: Client, counted: None
) -> None:
    name = listing.name  # type: ignore[attr-defined]
    response = editor.get(f"{DASHBOARD}{name}/?channel={channel}&export={form}")
    assert response.status_code == 200
    assert response.getvalue() if form else response.content


def test_a_spreadsheet_has_the_rows_of_the_list(editor: Client, counted: None) -> None:
    response = editor.get(f"{DASHBOARD}top/?export=csv&locale=en-gb")
    assert response["Content-Disposition"].startswith('attachment; filename="searches-top-')
    assert response.getvalue().decode().splitlines() == [
        "Query,Language,Searches,Without results,With a click",
        "market,en-gb,20,0,12",
        "zeppelin,en-gb,9,9,0",
        "gates,en-gb,8,0,0",
    ]


def test_public_text_is_not_executed_in_spreadsheets_or_pages(editor: Client) -> None:
    searched('=hyperlink("http://evil","x")', OFTEN, timezone.localdate())
    searched("<script>alert(1)</script>", OFTEN, timezone.localdate())
    rows = editor.get(f"{DASHBOARD}top/?export=csv").getvalue().decode().splitlines()
    assert rows[2].startswith("\"'=hyperlink(")
    assert b"<script>alert" not in editor.get(DASHBOARD).content


def test_a_text_links_to_the_website_a_synonym_and_a_best_bet(editor: Client, counted: None) -> None:
    steps = page(editor).select("#top-section td.title")[0].select("a")
    assert [str(step["href"]) for step in steps] == [
        "/cy/chwilio/?q=marchnad",
        "/admin/search/synonyms/new/?terms=marchnad&locale=cy",
        "/admin/search/best-bets/new/?queries=marchnad&locale=cy",
    ]
    for step, field in zip(steps[1:], ("terms", "queries"), strict=True):
        form = page(editor, str(step["href"]))
        assert form.select_one(f'textarea[name="{field}"]').text.strip() == "marchnad"
        assert form.select_one('select[name="locale"] option[selected]')["value"] == "cy"


def test_a_user_who_can_only_view_sees_the_link_to_the_website_only(counted: None) -> None:
    viewer = signed_in("Travel desk")
    User.objects.get().user_permissions.add(Permission.objects.get(codename="view_searchcount"))
    assert [step.text for step in page(viewer).select("#top-section td.title")[0].select("a")] == ["Try it: marchnad"]
