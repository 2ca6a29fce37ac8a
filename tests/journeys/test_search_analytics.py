"""From readers' searches to the editors' dashboard: the whole hub, in a real browser."""

import pytest
from playwright.sync_api import Browser, expect

from search.models.analytics import MIN_LISTED
from tests.journeys.desk import PASSWORD, Colleague
from tests.stack import Stack, until

pytestmark = [pytest.mark.browser, pytest.mark.both_databases]

SEARCH = "/search/?q=briefings"
ACCOUNT = f"""
from django.contrib.auth.models import Group, User
user = User.objects.create_user("annika", "annika@example.org", "{PASSWORD}")
user.groups.add(Group.objects.get(name="Editor"))
"""


def test_editors_see_what_readers_search_and_open(stack: Stack, browser: Browser) -> None:
    until(lambda: 'data-number="1"' in stack.get(SEARCH).text, what="the first pages in the index")
    stack.manage("shell", "-v0", "-c", ACCOUNT)
    for _ in range(MIN_LISTED):
        assert stack.get(SEARCH).status == 200
    reader = browser.new_context()
    page = reader.new_page()
    page.goto(stack.address + SEARCH)
    with page.expect_navigation():  # the report goes out beside it: its response is not used
        page.locator('[data-number="1"] a').click()
    assert reader.cookies() == []

    desk = Colleague.sign_in(stack, browser.new_context(), "annika").page

    def is_counted() -> bool:
        desk.goto(f"{stack.address}/admin/search/analytics/")
        if not desk.locator(".count-charts").count():
            return False
        return "1 of them at the first three" in desk.locator(".count-charts").inner_text()

    until(is_counted, 30, "the counts, which are written every ten seconds")
    expect(desk.locator("#top-section")).to_contain_text("briefings")
    expect(desk.get_by_role("img", name="Clicks by position")).to_be_visible()
    desk.get_by_text("Figures for these charts").click()
    expect(desk.locator("#positions-figures tbody tr").first).to_contain_text("1")
