"""One click on Approve and publish sends two requests, and the second must not undo the first."""

import pytest
from playwright.sync_api import Browser, Request

from tests.journeys.desk import Colleague, open_desk
from tests.stack import Stack, running, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.both_databases]
PATH = "/briefings/mind-the-quokka/"
EVENTS = """
from publishing.models import Change
print([change.event for change in Change.objects.filter(item__path="{path}")])
"""


def events(stack: Stack) -> str:
    return stack.manage("shell", "-v0", "-c", EVENTS.replace("{path}", PATH)).strip()


def test_a_page_approved_on_a_slow_server_stays_public(browser: Browser) -> None:
    with running(application="tests.journeys.slow_admin:application") as stack:
        section = open_desk(stack)
        edith = Colleague.sign_in(stack, browser.new_context(), "edith")
        briefing = edith.write_briefing(section, title="Mind the quokka", reference="BR-2026-900", text="Count them.")
        edith.page.close()
        mohan = Colleague.sign_in(stack, browser.new_context(), "mohan")
        sent: list[Request] = []
        mohan.page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
        mohan.page.goto(f"{stack.address}/admin/pages/{briefing}/edit/")
        mohan.page.locator("#id_summary").fill("Count them twice.")
        mohan.page.get_by_role("button", name="More actions").click()
        mohan.page.get_by_role("button", name="Approve and Publish").click()
        mohan.page.wait_for_url(f"{stack.address}/admin/pages/{section}/", timeout=60_000)
        saves = [request for request in sent if request.url.endswith(f"/pages/{briefing}/edit/")]
        assert len(saves) == 2, [request.url for request in sent]
        until(lambda: stack.get(PATH).status == 200, what="the page")
        assert "Count them twice." in stack.get(PATH).text
        assert events(stack) == "['published']"
