"""What people do in Wagtail's admin, by mouse and keyboard."""

from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from tests.stack import Stack

PASSWORD = "correct-horse-battery"
ACCOUNTS = """
from django.contrib.auth.models import Group, User
for name, group in (("edith", "Editor"), ("mohan", "Moderator")):
    user, _ = User.objects.get_or_create(username=name, defaults={"email": f"{name}@example.org"})
    user.set_password("{password}")
    user.save()
    user.groups.add(Group.objects.get(name=group))
from wagtail.models import Page
print(Page.objects.get(url_path="/home/briefings/").pk)
"""
FIND = "from cms.models import BriefingPage; print(BriefingPage.objects.get(reference='{reference}').pk)"


def open_desk(stack: Stack) -> int:
    """Make the accounts edith (an editor) and mohan (a moderator), unless another journey has; return the id of the
    briefings' section."""
    return int(stack.manage("shell", "-v0", "-c", ACCOUNTS.replace("{password}", PASSWORD)).split()[-1])


@dataclass(frozen=True)
class Colleague:
    """A user who is signed in to the admin."""

    stack: Stack
    page: Page

    @classmethod
    def sign_in(cls, stack: Stack, context: BrowserContext, name: str) -> "Colleague":
        """Sign in through the admin's own form."""
        page = context.new_page()
        page.goto(f"{stack.address}/admin/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.click("button[type=submit]")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return cls(stack, page)

    def write_briefing(self, section: int, *, title: str, reference: str, text: str) -> int:
        """Write a briefing and submit it to moderation; return its page id."""
        page = self.page
        page.goto(f"{self.stack.address}/admin/pages/add/cms/briefingpage/{section}/")
        page.locator("#id_title").fill(title)
        page.locator("#id_headline").fill(text)
        page.locator("#id_summary").fill(text)
        page.get_by_role("tab", name="Facts").click()
        page.locator("#id_reference").fill(reference)
        page.locator("#id_briefing_kind").select_option("seasonal")
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("button", name="Submit to Moderation").click()
        page.wait_for_url(f"{self.stack.address}/admin/pages/**")
        return int(self.stack.manage("shell", "-v0", "-c", FIND.replace("{reference}", reference)).split()[-1])

    def approve(self, page_id: int) -> None:
        """Approve and publish what waits."""
        page = self.page
        page.goto(f"{self.stack.address}/admin/pages/{page_id}/edit/")
        page.get_by_role("button", name="More actions").click()
        page.get_by_role("button", name="Approve and Publish").click()
        page.wait_for_load_state("networkidle")

    def unpublish(self, page_id: int) -> None:
        """Unpublish the page."""
        page = self.page
        page.goto(f"{self.stack.address}/admin/pages/{page_id}/unpublish/")
        page.get_by_role("button", name="Yes, unpublish it").click()
        page.wait_for_load_state("networkidle")
