"""An editor in a real browser, on a draft that chooses what is hidden from them: it stays chosen, and stays hidden."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.journeys.desk import PASSWORD
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database]

CANARY = "quokka"
SETUP = """
import json
from io import BytesIO
from django.contrib.auth.models import Group, User
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import Page
from cms.models import GuidancePage, ProjectPage, WorkStreamPage
olga = User.objects.create_user("olga", "olga@example.org")
User.objects.create_user("emma", "emma@example.org", "{password}").groups.add(Group.objects.get(name="Editor"))
stream = BytesIO()
Picture.new("RGB", (400, 300), "teal").save(stream, "PNG")
file = ImageFile(BytesIO(stream.getvalue()), name="{canary}.png")
image = Image.objects.create(title="{canary} image", file=file, uploaded_by_user=olga)
place = Page.objects.get(url_path="/home/guidance/")
hidden = GuidancePage(title="{canary} page", slug="{canary}", summary="{canary}", marking="RED", audience=30,
    image=image, image_alt="{canary}", owner=olga, live=False)
place.add_child(instance=hidden)
hidden.save_revision(clean=False)
link = f'<p>See <a linktype="page" id="{hidden.pk}">there</a>.</p>'
draft = GuidancePage(title="Open draft", slug="open-draft", live=False)
Page.objects.get(pk=place.pk).add_child(instance=draft)
draft.image, draft.image_alt, draft.replaced_by = image, "Gates", Page.objects.get(pk=hidden.pk)
draft.body = [("rich_text", link), ("link_list", {"links": [{"title": "x", "page": hidden, "url": ""}]})]
draft.save_revision(clean=False)
print(json.dumps([draft.pk, hidden.pk, image.pk]))
"""
CHOSEN = """
import json
from cms.models import GuidancePage
draft = GuidancePage.objects.get(pk={pk}).get_latest_revision_as_object()
print(json.dumps([draft.title, draft.replaced_by_id, draft.image_id, draft.body[0].value.source,
    draft.body[1].value["links"][0]["page"].pk]))
"""


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of a browser profile of its own."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    yield context.new_page()
    context.close()


def test_a_hidden_choice_survives_a_save_and_its_title_is_in_no_response(stack: Stack, tab: Page) -> None:
    setup = SETUP.replace("{password}", PASSWORD).replace("{canary}", CANARY)
    draft, hidden, image = json.loads(stack.manage("shell", "-v0", "-c", setup).splitlines()[-1])
    tab.goto(f"{stack.address}/admin/login/")
    tab.fill("#id_username", "emma")
    tab.fill("#id_password", PASSWORD)
    tab.click("button[type=submit]")
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    received: list[Response] = []
    tab.on("response", lambda answer: received.append(answer))  # a bound method of a list will not do

    address = f"{stack.address}/admin/pages/{draft}/"
    tab.goto(f"{address}edit/")
    expect(tab.get_by_text("you may not see").first).to_be_attached()
    tab.locator("#id_title").fill("Open draft, improved")
    assert_canary_absent(received)
    with tab.expect_response(lambda answer: answer.request.method == "POST" and answer.url == f"{address}edit/"):
        tab.get_by_role("button", name="Save draft").click()
    tab.wait_for_load_state("networkidle")
    assert_canary_absent(received)
    for part in ("view_draft/", "history/", "revisions/compare/earliest...latest/", "usage/"):
        tab.goto(address + part)
        assert_canary_absent(received)

    title, page, picture, text, linked = json.loads(
        stack.manage("shell", "-v0", "-c", CHOSEN.replace("{pk}", str(draft))).splitlines()[-1]
    )
    assert title == "Open draft, improved"
    assert (page, picture, linked) == (hidden, image, hidden)
    assert f'id="{hidden}"' in text


def assert_canary_absent(received: list[Response]) -> None:
    """Check the responses since the last call, while the browser still has them: none contains the canary."""
    assert received
    for answer in received:
        assert CANARY not in json.dumps(answer.all_headers()), answer.url
        if answer.status == 200 and "/static/" not in answer.url:
            assert CANARY not in answer.text(), answer.url
    received.clear()
