"""A threat level reaches readers once a second person has released it, in a real browser."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.desk import PASSWORD, Colleague
from tests.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.both_databases]

ACCOUNTS = """
from django.contrib.auth.models import Group, User
for name in ("kit", "sam"):
    user, _ = User.objects.get_or_create(username=name, defaults={"email": f"{name}@example.org"})
    user.set_password("{password}")
    user.save()
    user.groups.add(Group.objects.get(name="Duty officer"))
"""
PATIENCE = 30_000


def test_a_threat_level_is_proposed_released_and_live(stack: Stack, browser: Browser) -> None:
    stack.manage("shell", "-v0", "-c", ACCOUNTS.replace("{password}", PASSWORD))
    kit = Colleague.sign_in(stack, browser.new_context(), "kit").page
    kit.goto(f"{stack.address}/admin/snippets/cms/threatlevel/add/")
    kit.locator("#id_level").select_option("CRITICAL")
    kit.locator("#id_wording").fill("An attack is highly likely in the near future.")
    kit.locator("#id_wording_cy").fill("Mae ymosodiad yn debygol iawn yn y dyfodol agos.")
    kit.get_by_role("button", name="More actions").click()
    kit.get_by_role("button", name="Publish").click()
    expect(kit.get_by_text("Readers see no change until a second person releases it.")).to_be_visible(timeout=PATIENCE)
    expect(kit.get_by_role("button", name="Release", exact=True)).to_have_count(0)
    sam = Colleague.sign_in(stack, browser.new_context(), "sam").page
    reader = browser.new_context().new_page()
    reader.goto(f"{stack.address}/threat-level/")
    expect(reader.locator(".hub-level-5.hub-status")).to_have_count(0)
    sam.get_by_role("link", name="To release (1)").click()
    sam.get_by_role("link", name="United Kingdom: CRITICAL").click()
    after = sam.frame_locator("iframe[title='United Kingdom: CRITICAL, Welsh: after release']")
    expect(after.get_by_text("Mae ymosodiad yn debygol iawn yn y dyfodol agos.").first).to_be_visible(timeout=PATIENCE)
    sam.get_by_role("button", name="Release", exact=True).click()
    expect(sam.get_by_text("Nothing is waiting.")).to_be_visible(timeout=PATIENCE)
    reader.goto(f"{stack.address}/threat-level/")
    expect(reader.locator(".hub-level-5.hub-status")).to_have_count(1)
