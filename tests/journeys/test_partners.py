"""From a partner manager's desk to a partner's program: the whole hub, in a real browser."""

import json
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.desk import PASSWORD, Colleague
from tests.stack import Stack, until

pytestmark = [pytest.mark.browser, pytest.mark.both_databases]

QUERY = b'{"query": "query Latest { contents(first: 2) { nodes { title } } }"}'
ACCOUNT = f"""
from django.contrib.auth.models import Group, User
user = User.objects.create_user("petra", "petra@example.org", "{PASSWORD}")
user.groups.add(Group.objects.get(name="Partner managers"))
"""


def query(stack: Stack, key: str) -> tuple[int, str, str | None]:
    """Ask as a partner's program does: status, body, challenge."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    answer = stack.send("/graphql", QUERY, headers)
    return answer.status, answer.text, answer.headers["WWW-Authenticate"]


def test_a_key_is_made_copied_used_counted_and_revoked(stack: Stack, browser: Browser) -> None:
    stack.manage("shell", "-v0", "-c", ACCOUNT)
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = Colleague.sign_in(stack, context, "petra").page
    page.goto(f"{stack.address}/admin/partners/organisations/new/")
    for name, value in (("name", "Harbour Trust"), ("slug", "harbour"), ("contact", "api@harbour.example")):
        page.fill(f"#id_{name}", value)
    page.get_by_role("button", name=re.compile("Save|Create")).first.click()
    page.goto(f"{stack.address}/admin/partners/keys/new/")
    page.select_option("#id_partner", label="Harbour Trust")
    page.fill("#id_label", "Staff portal")
    page.get_by_role("button", name=re.compile("Save|Create")).first.click()
    page.get_by_role("button", name="Copy key").click()
    expect(page.locator("#key-copied")).to_contain_text("Copied")
    key = page.evaluate("navigator.clipboard.readText()")
    assert key == page.input_value("#key-text")

    status, body, _ = query(stack, key)
    assert (status, list(json.loads(body)["data"])) == (200, ["contents"])

    def is_counted() -> bool:
        query(stack, key)
        page.goto(f"{stack.address}/admin/partners/organisations/")
        page.get_by_role("link", name="Harbour Trust").first.click()
        return page.get_by_role("img", name="Calls a day").count() == 1

    until(is_counted, 40, "the counts, which are written every ten seconds")
    expect(page.get_by_role("main")).to_contain_text("Latest")
    page.get_by_role("link", name="Query.contents").click()
    expect(page.get_by_role("main")).to_contain_text("api@harbour.example")

    stack.manage("partners", "key", "revoke", key[:16])
    status, body, challenge = query(stack, key)
    assert (status, json.loads(body)["errors"][0]["extensions"]["code"]) == (401, "KEY_REVOKED")
    assert challenge
    assert challenge.startswith("Bearer")
