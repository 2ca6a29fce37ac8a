"""Ten editors, the worker and two loaders write at once: no one is rejected, and nothing is left half done."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cms.lifecycle.test_admin_lifecycle import form
from tests.journeys.desk import PASSWORD
from tests.sizes import sized
from tests.stack import Stack, running

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.one_database]
EDITORS = 10
PAGES = sized(300)
LOADERS = [["load_demo", "-v0"], ["load_bulk", "--items", str(sized(1_000_000))]]
PREPARE = """
from django.contrib.auth.models import User
from wagtail.models import Page
for number in range({editors}):
    User.objects.create_superuser(f"editor-{number}", password="{password}")
print(Page.objects.get(url_path="/home/guidance/").pk)
"""
LOOK = """
import json
from django.db.models import Max
from cms.models import GuidancePage
from publishing.models import Change, ContentItem
written = GuidancePage.objects.filter(slug__startswith="by-editor-")
print(json.dumps({
    "live": written.filter(live=True, live_revision__isnull=False).count(),
    "drafts": written.filter(live=False).count(),
    "half_made": written.filter(latest_revision=None).count(),
    "known": ContentItem.objects.filter(path__startswith="/guidance/by-editor-", gone="").count(),
    "gaps": Change.objects.aggregate(last=Max("sequence"))["last"] - Change.objects.count(),
    "problems": sum(len(some) for some in GuidancePage.find_problems()),
}))
"""


def write(stack: Stack, section: int, number: int) -> list[int]:
    """Write some pages as one editor does: create a draft, save it, publish it; return all statuses."""
    statuses = []
    with httpx.Client(base_url=stack.address, timeout=600) as client:
        client.get("/admin/login/")
        sign_in(client, number)
        for page in range(PAGES):
            fields = form(title=f"By editor {number}, {page}", slug=f"by-editor-{number}-{page}")
            made = send(client, f"/admin/pages/add/cms/guidancepage/{section}/", fields)
            edit = made.headers.get("location", "")
            saved = send(client, edit, {**fields, "summary": "Saved."})
            published = send(client, edit, {**fields, "summary": "Published.", "action-publish": "yes"})
            statuses += [made.status_code, saved.status_code, published.status_code]
    return statuses


def sign_in(client: httpx.Client, number: int) -> None:
    send(client, "/admin/login/", {"username": f"editor-{number}", "password": PASSWORD})
    assert client.get("/admin/pages/").status_code in (200, 302)


def send(client: httpx.Client, address: str, fields: dict[str, Any]) -> httpx.Response:
    return client.post(address, data={**fields, "csrfmiddlewaretoken": client.cookies["csrftoken"]})


@pytest.mark.parametrize("loader", LOADERS, ids=lambda command: command[0])
def test_everyone_writes_at_once(loader: list[str]) -> None:
    with running() as stack:
        prepare = PREPARE.replace("{editors}", str(EDITORS)).replace("{password}", PASSWORD)
        section = int(stack.manage("shell", "-v0", "-c", prepare).split()[-1])
        with ThreadPoolExecutor(EDITORS + 1) as pool:
            loading = pool.submit(stack.manage, *loader)
            editors = [pool.submit(write, stack, section, number) for number in range(EDITORS)]
            statuses = [status for editor in editors for status in editor.result()]
            loading.result()
        assert statuses == [302] * (EDITORS * PAGES * 3)
        found = json.loads(stack.manage("shell", "-v0", "-c", LOOK).splitlines()[-1])
        count = EDITORS * PAGES
        assert found == {"live": count, "drafts": 0, "half_made": 0, "known": count, "gaps": 0, "problems": 0}
        for log in Path(stack.environment["HUB_DATA_DIR"]).glob("*.log"):
            assert "locked" not in log.read_text(), log.name
