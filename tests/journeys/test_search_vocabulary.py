"""From an editor's best bet to the reader's first result: the whole hub, in a real browser."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.desk import PASSWORD, Colleague
from tests.stack import Stack, until

pytestmark = [pytest.mark.browser, pytest.mark.both_databases]

SEARCH = "/search/?q=lanterns"
ACCOUNT = f"""
from django.contrib.auth.models import Group, User
user = User.objects.create_user("mirela", "mirela@example.org", "{PASSWORD}")
user.groups.add(Group.objects.get(name="Editor"))
"""


def test_a_best_bet_is_chosen_previewed_and_saved_and_readers_have_it(stack: Stack, browser: Browser) -> None:
    until(lambda: 'data-number="1"' in stack.get("/search/?q=briefings").text, what="the first pages in the index")
    assert 'data-number="1"' not in stack.get(SEARCH).text
    stack.manage("shell", "-v0", "-c", ACCOUNT)
    desk = Colleague.sign_in(stack, browser.new_context(), "mirela").page
    complaints: list[str] = []
    desk.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    desk.goto(f"{stack.address}/admin/search/best-bets/new/")
    desk.fill("#id_queries", "lanterns")
    desk.locator("#id_page_1-chooser").get_by_role("button", name="Choose a page").click()
    desk.get_by_role("dialog").get_by_label("Search").fill("brief")
    desk.get_by_role("dialog").get_by_role("link", name="Briefings", exact=True).click()
    expect(desk.locator("#id_page_1-chooser")).to_contain_text("Briefings (/briefings/)")
    desk.get_by_role("button", name="Show results").click()
    answer = desk.locator("table.listing")
    expect(answer).to_be_focused()
    expect(answer).to_contain_text("0 results now, 1 with the values in this form")
    expect(answer.locator("tbody tr")).to_contain_text(["Briefings best bet"])
    desk.get_by_role("button", name="Create").click()
    expect(desk.get_by_text("Best bet '“lanterns”' created.")).to_be_visible()
    assert complaints == []
    until(lambda: "/briefings/" in stack.get(SEARCH).text, 30, "the best bet in every process")


def test_a_preview_needs_no_script(stack: Stack, browser: Browser) -> None:
    until(lambda: 'data-number="1"' in stack.get("/search/?q=briefings").text, what="the first pages in the index")
    stack.manage("shell", "-v0", "-c", ACCOUNT.replace("mirela", "ottilie"))
    signed_in = browser.new_context()
    Colleague.sign_in(stack, signed_in, "ottilie")
    plain = browser.new_context(java_script_enabled=False, storage_state=signed_in.storage_state())
    desk = plain.new_page()
    desk.goto(f"{stack.address}/admin/search/synonyms/new/")
    desk.fill("#id_terms", "lamps\nbriefings")
    desk.get_by_role("button", name="Show results").click()
    expect(desk.locator("table.listing")).to_contain_text("“lamps”, as the public would see it: 0 results now")
    expect(desk.locator("#id_terms")).to_have_value("lamps\nbriefings")
