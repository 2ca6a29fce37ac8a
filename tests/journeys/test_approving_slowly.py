"""One click on Approve and publish sends two requests, and the second must not undo the first."""

import pytest
from playwright.sync_api import Browser, Page, Request, Response

from tests.journeys.desk import Colleague, open_desk
from tests.stack import Stack, running, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.both_databases]
PATH = "/briefings/mind-the-quokka/"
FACTS = """
from publishing.models import Change
from wagtail.models import PageLogEntry
print([change.event for change in Change.objects.filter(item__path="{path}")])
ended = ["wagtail.publish", "wagtail.unpublish", "wagtail.workflow.approve"]
print(sorted(PageLogEntry.objects.filter(page={page}, action__in=ended).values_list("action", flat=True)))
"""
# Two seconds after it was loaded, the form begins to look for changes; the button's hidden inputs are one.
LOOKS = "document.addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.looks = 'yes' })"


def facts(stack: Stack, page: int) -> list[str]:
    """Return what the log and the page's history say."""
    code = FACTS.replace("{path}", PATH).replace("{page}", str(page))
    return stack.manage("shell", "-v0", "-c", code).strip().splitlines()[-2:]


def open_for_editing(page: Page, edit: str) -> None:
    page.add_init_script(LOOKS)
    page.goto(edit)
    page.locator("html[data-looks]").wait_for(state="attached", timeout=60_000)


def test_a_page_approved_on_a_slow_server_stays_public(browser: Browser) -> None:
    with running(application="tests.journeys.slow_admin:application") as stack:
        section = open_desk(stack)
        edith = Colleague.sign_in(stack, browser.new_context(), "edith")
        briefing = edith.write_briefing(section, title="Mind the quokka", reference="BR-2026-900", text="Count them.")
        edith.page.close()
        mohan = Colleague.sign_in(stack, browser.new_context(), "mohan")
        edit = f"{stack.address}/admin/pages/{briefing}/edit/"
        saves: list[Request] = []
        answers: list[Response] = []
        mohan.page.on("request", lambda request: saves.append(request) if is_save(request, edit) else None)
        mohan.page.on("response", lambda answer: answers.append(answer) if is_save(answer.request, edit) else None)
        open_for_editing(mohan.page, edit)
        mohan.page.get_by_role("button", name="More actions").click()
        mohan.page.get_by_role("button", name="Approve and Publish").click(no_wait_after=True)
        mohan.page.wait_for_url(f"{stack.address}/admin/pages/{section}/", timeout=90_000)
        assert [save.headers.get("accept") == "application/json" for save in saves] == [False, True]
        assert all("workflow-action-name" in (save.post_data or "") for save in saves)
        until(lambda: stack.get(PATH).status == 200, what="the page")
        assert facts(stack, briefing) == ["['published']", "['wagtail.publish', 'wagtail.workflow.approve']"]


def is_save(request: Request, edit: str) -> bool:
    return request.method == "POST" and request.url == edit
