"""The editors' forms in a real browser: autosave reaches the server, dates stay as typed, a table has one caption."""

import json
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.form_names import PROPERTIES, TOLERATED
from tests.journeys.desk import PASSWORD
from tests.stack import Stack, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database]

SETUP = """
import json
from django.contrib.auth.models import User
from django.utils import timezone
from wagtail.models import Page
from cms import models
if not User.objects.filter(username="ada").exists():
    User.objects.create_superuser("ada", "ada@example.org", "{password}")
own = {
    "WorkStreamPage": {"work_stream_code": "TT"},
    "ProjectPage": {"project_code": "TT1", "project_action": "Teach.", "vision": "All know."},
    "BriefingPage": {"reference": "BR-1", "briefing_kind": "seasonal", "headline": "Look up."},
    "TravelAdvicePage": {"country": "FR"},
    "ZCardPage": {"card_code": "Z1", "card_edition": "1", "valid_from": timezone.localdate(), "languages": ["en-gb"]},
}
table = {"columns": [{"type": "text", "heading": "A"}], "rows": [{"values": ["1"]}], "caption": ""}
sections = {"WorkStreamPage": "work-streams", "ProjectPage": "projects", "BriefingPage": "briefings",
    "TravelAdvicePage": "travel-advice", "ZCardPage": "z-cards", "GuidancePage": "guidance", "StandardPage": "about"}
made = {}
for name, slug in sections.items():
    fields = dict(own.get(name, {}))
    if hasattr(getattr(models, name), "body"):
        fields["body"] = [("heading", {"text": "One", "level": "2"}), ("table", {"caption": "Two", "table": table}),
            ("contact", {"name": "Desk"}), ("link_list", {"links": [{"title": "x", "url": "https://example.org/"}]}),
            ("steps", {"steps": [{"title": "Look"}]}), ("quote", {"text": "Yes"}), ("callout", {"text": "No"}),
            ("image", {"alt": ""}), ("document", {}), ("embed", {})]
    page = getattr(models, name)(title=name, slug=f"form-{name.lower()}", live=False, **fields)
    Page.objects.get(url_path=f"/home/{slug}/").add_child(instance=page)
    page.save_revision(clean=False)
    made[name] = page.pk
print(json.dumps(made))
"""
DRAFT = "from cms.models import ProjectPage as P; print(P.objects.get(pk={pk}).get_latest_revision_as_object().vision)"
SHADOWED = """() => [...document.forms].flatMap(form => [...form.elements, ...form.querySelectorAll("img")]
    .flatMap(control => [control.getAttribute("name"), control.id])
    .filter(name => name && name in HTMLFormElement.prototype))"""
ALL_PROPERTIES = """() => { const names = []; for (const name in document.createElement("form")) names.push(name);
    return names }"""


@pytest.fixture(scope="module")
def pages(stack: Stack) -> dict[str, int]:
    """One draft of each page type, with blocks of each kind."""
    return dict(json.loads(stack.manage("shell", "-v0", "-c", SETUP.replace("{password}", PASSWORD)).splitlines()[-1]))


@pytest.fixture
def tab(stack: Stack, browser: Browser) -> Iterator[Page]:
    """A tab in which an administrator is signed in."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London")
    page = context.new_page()
    page.goto(f"{stack.address}/admin/login/")
    page.fill("#id_username", "ada")
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    yield page
    context.close()


def edit(stack: Stack, tab: Page, pk: int) -> None:
    tab.goto(f"{stack.address}/admin/pages/{pk}/edit/")
    expect(tab.locator("#id_title")).to_be_visible()


def test_a_project_page_is_autosaved(stack: Stack, pages: dict[str, int], tab: Page) -> None:
    edit(stack, tab, pages["ProjectPage"])
    address = f"/admin/pages/{pages['ProjectPage']}/edit/"

    def is_save(response: Response) -> bool:
        return response.request.method == "POST" and "ping" not in response.url

    versions = count(1)

    def has_noticed() -> bool:
        """Type until the form looks: it takes what is there two seconds after it was loaded for unchanged."""
        tab.locator("#id_vision").fill(f"Every market has a plan, in its version {next(versions)}.")
        return tab.locator("form[data-w-unsaved-has-edits-value=true]").count() > 0

    with tab.expect_response(is_save, timeout=30_000) as saved:
        until(has_noticed)
    assert saved.value.url == stack.address + address
    assert saved.value.json()["success"]
    draft = stack.manage("shell", "-v0", "-c", DRAFT.format(pk=pages["ProjectPage"])).strip()
    assert draft.startswith("Every market has a plan")


def test_no_control_of_a_page_form_hides_what_the_form_is(stack: Stack, pages: dict[str, int], tab: Page) -> None:
    for name, pk in pages.items():
        edit(stack, tab, pk)
        assert set(tab.evaluate(SHADOWED)) <= set(TOLERATED), name
    assert set(tab.evaluate(ALL_PROPERTIES)) <= PROPERTIES, "the browser's forms have more properties: add them"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("review_date", "31/02/2026", "Enter a valid date."),
        ("review_date", "2026-02-31", "Enter a valid date."),
        ("effective_at", "2026-02-31 10:00", "Enter a valid date/time."),
        ("effective_at", "2026-03-29 01:30", "it may not exist"),
    ],
)
def test_an_impossible_date_stays_as_typed_and_is_refused(
    stack: Stack, pages: dict[str, int], tab: Page, field: str, typed: str, said: str
) -> None:
    edit(stack, tab, pages["BriefingPage"])
    tab.get_by_role("tab", name="Facts").click()
    box = tab.locator(f"#id_{field}")
    box.fill(typed)
    box.press("Tab")
    tab.locator("#id_content_owner").click()
    assert box.input_value() == typed
    tab.get_by_role("button", name="Save draft").click()
    expect(tab.get_by_text(said).first).to_be_attached()
    assert box.input_value() == typed


def test_a_table_shows_one_caption(stack: Stack, pages: dict[str, int], tab: Page) -> None:
    edit(stack, tab, pages["GuidancePage"])
    expect(tab.locator("input[name='body-1-value-caption']")).to_be_visible()
    expect(tab.get_by_label("Caption").and_(tab.locator("[name^='body-1-']:visible"))).to_have_count(1)
