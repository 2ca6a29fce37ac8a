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


def is_save(request: Request, edit: str) -> bool:
    return request.method == "POST" and request.url == edit


def test_a_page_approved_on_a_slow_server_stays_public(browser: Browser) -> None:
    with running(application="tests.journeys.slow_admin:application") as stack:
        section = open_desk(stack)
        edith = Colleague.sign_in(stack, browser.new_context(), "edith")
        briefing = edith.write_briefing(section, title="Mind the quokka", reference="BR-2026-900", text="Count them.")
        edith.page.close()
        mohan = Colleague.sign_in(stack, browser.new_context(), "mohan")
        edit = f"{stack.address}/admin/pages/{briefing}/edit/"
        mohan.page.goto(edit)
        mohan.page.get_by_role("button", name="More actions").click()
        with mohan.page.expect_request(lambda request: is_save(request, edit)) as sent:
            mohan.page.get_by_role("button", name="Approve and Publish").click(no_wait_after=True)
        # What Wagtail's autosave sends 1.4 s after the click: the same fields, for JSON.
        headers = {"content-type": sent.value.headers["content-type"], "accept": "application/json"}
        again = mohan.page.context.request.post(edit, data=sent.value.post_data_buffer, headers=headers, timeout=90_000)
        assert again.json()["success"], again.text()
        until(lambda: stack.get(PATH).status == 200, what="the page")
        assert events(stack) == "['published']"
