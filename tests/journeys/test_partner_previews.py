"""From the editor's form to a partner's front end and back: the program on docs/api/preview.md, in a real browser."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from socket import socket

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.engines import free_port
from tests.journeys.desk import Colleague, open_desk
from tests.stack import ROOT, Stack, process, until

pytestmark = [pytest.mark.browser, pytest.mark.both_databases]

TITLE, PATIENCE = "Quokka patrols at night", 30_000
HOST = "127.0.0.2"
"""Another origin than the hub's, as a partner's is."""
DRAFT = """
import json
from django.contrib.auth.models import User
from cms.models import GuidancePage, Section
body = json.dumps([{"type": "heading", "value": {"text": "Gate %d" % n, "level": "2"}} if n %% 2 else
                   {"type": "rich_text", "value": "<p>Walk round gate %d.</p>" % n} for n in range(12)])
section = Section.objects.get(url_path="/home/guidance/")
page = section.add_child(instance=GuidancePage(title="Quokka patrols", slug="quokka-patrols", live=False, body=body,
                                               owner=User.objects.get(username="edith")))
page.save_revision()
print(page.pk)
""".replace("%%", "%")


@pytest.fixture
def front_end(stack: Stack, tmp_path: Path) -> Iterator[str]:
    """A partner's server, which runs the program from the documentation; yields its address."""
    (program,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api" / "preview.md").read_text(), re.DOTALL)
    script, port = tmp_path / "front_end.py", free_port()
    script.write_text(program)
    address = f"http://{HOST}:{port}"
    stack.manage("partners", "add", "quay", "--name", "Quay Trust", "--contact", "api@quay.example")
    options = ["--label", "Portal", "--preview-url", f"{address}/preview/{{token}}"]
    key = stack.manage("partners", "key", "create", "quay", *options).strip()
    environment = stack.environment | {"HUB": stack.address, "HUB_KEY": key, "HOST": HOST, "PORT": str(port)}
    with process([sys.executable, str(script)], environment):
        until(lambda: is_listening(port), 20, "the front end")
        yield address


def is_listening(port: int) -> bool:
    """Whether the front end accepts connections."""
    with closing(socket()) as client:
        return client.connect_ex((HOST, port)) == 0


def type_title(page: Page, title: str) -> None:
    """Change the title in the form, without saving it."""
    page.get_by_role("tab", name="Write").click()
    page.locator("#id_title").fill(title)


def select_front_end(page: Page) -> None:
    """Change from the website's preview to the front end's. The panel ignores a mode that is chosen while it loads."""
    shown = page.frame_locator("#w-preview-iframe")
    expect(shown.locator("main").get_by_role("heading", level=1)).to_have_text(TITLE, timeout=PATIENCE)
    page.wait_for_function("document.querySelectorAll('[data-w-preview-target=iframe]').length === 1")
    page.get_by_label("Preview mode").select_option(label="At Quay Trust (Portal)")


def test_an_editor_sees_the_draft_in_the_front_end_and_clicks_back_to_a_block(
    stack: Stack, browser: Browser, front_end: str
) -> None:
    open_desk(stack)
    page_id = int(stack.manage("shell", "-v0", "-c", DRAFT).split()[-1])
    edith = Colleague.sign_in(stack, browser.new_context(viewport={"width": 1400, "height": 900}), "edith").page
    blocked: list[str] = []
    edith.on("console", lambda message: blocked.append(message.text) if "Content Security" in message.text else None)
    edith.goto(f"{stack.address}/admin/pages/{page_id}/edit/")
    type_title(edith, TITLE)
    edith.get_by_role("button", name="Toggle preview").click()
    panel = edith.frame_locator("#w-preview-iframe")
    select_front_end(edith)
    panel.get_by_role("button", name="Show it here").click()
    expect(panel.get_by_role("heading", level=1)).to_have_text(TITLE, timeout=PATIENCE)
    expect(panel.locator("section").nth(8)).to_contain_text("Walk round gate 8.")
    panel.locator("section").nth(8).get_by_role("link", name="Edit").press("Enter")
    expect(edith).to_have_url(re.compile("#block-"))
    block = edith.locator(f"[id='{edith.url.partition('#')[2]}']")
    expect(block).to_be_in_viewport()
    expect(block).to_contain_text("Walk round gate 8.")

    assert blocked == []

    (shown,) = [part.url for part in edith.frames if part.url.startswith(front_end)]
    query = b'{"query": "{ preview(token: \\"%s\\") { title } }"}' % shown.rpartition("/")[2].encode()
    answer = stack.send("/graphql", query, {"Content-Type": "application/json"})
    assert json.loads(answer.text) == {"data": {"preview": None}}
