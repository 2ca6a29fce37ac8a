"""Travel advice from its source to every reader, and back: imported, reviewed, proposed, released and withdrawn."""

from pathlib import Path
from typing import Any

import pytest
from django.utils.dateformat import format as format_date
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page, expect

from tests.cms.importing.documents import a_document, a_later, write
from tests.journeys.desk import PASSWORD, Colleague
from tests.stack import Stack, until

pytestmark = [pytest.mark.browser, pytest.mark.both_databases]

ACCOUNTS = f"""
from django.contrib.auth.models import Group, User
from partners.models import Partner
for name, group in (("jules", "Travel desk"), ("noor", "Travel desk"), ("frankie", "Emergency officer")):
    user = User.objects.create_user(name, f"{{name}}@example.org", "{PASSWORD}")
    user.groups.set(Group.objects.filter(name__in=["Travel desk", group]))
Partner.objects.create(name="Quay Tours", slug="quay-tours", contact="web@quay.example", embed_origins="https://quay.example")
"""
PATH, CARD = "/travel-advice/lebanon/", "/embed/quay-tours/travel-advice/lebanon/"
ALL, ESSENTIAL = "Avoid all travel to the whole country", "Avoid all but essential travel to the whole country"
PARTS = "Avoid all but essential travel to parts of the country"
QUERY = """{ adviceFor(countries: ["LB"]) { advice {
    alertHeadline { wholeCountry } updatedAt alertsSince reviewedAt } } }"""
PATIENCE = 30_000


def run_import(stack: Stack, folder: Path, document: dict[str, Any]) -> str:
    """Import a document with the command; return the last line of its report. Emails are printed before it."""
    return stack.manage("import_travel_advice", str(write(folder, document))).splitlines()[-1]


def open_page_with_card(browser: Browser, stack: Stack, website: str) -> tuple[Page, list[str]]:
    """Open a page of a website that embeds the card; return it, and what the browser says about it."""
    # Chromium asks before a website may load something from this machine.
    context = browser.new_context(permissions=["local-network-access"])
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    html = f"<iframe src='{stack.address}{CARD}' title='card'></iframe>"
    page.route(f"{website}/", lambda route: route.fulfill(content_type="text/html", body=html))
    page.goto(f"{website}/")
    return page, said


def open_proposal(page: Page) -> None:
    page.get_by_role("link", name="To release (1)").click()
    page.locator("main").get_by_role("link", name="Publish: Lebanon travel advice").first.click()


def open_editor(stack: Stack, page: Page) -> None:
    page.goto(f"{stack.address}/admin/pages/search/?q=Lebanon")
    page.get_by_role("link", name="Lebanon travel advice").click()


def publish(page: Page) -> None:
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()


def expect_everywhere(stack: Stack, reader: Page, quay: Page, status: str, day: str, iso: str) -> None:
    """Expect a status everywhere, changed on a day, and reviewed on the day that the source says."""
    reader.goto(stack.address + PATH)
    for fact in (status, f"Unchanged since {day}", "Reviewed 1 April 2026"):
        expect(reader.locator(".hub-status")).to_contain_text(fact)
    quay.reload()
    for fact in (status, f"Changed {day}", "Reviewed 1 April 2026"):
        expect(quay.frame_locator("iframe").locator("main")).to_contain_text(fact)
    advice = stack.graphql(QUERY)["adviceFor"][0]["advice"]
    assert [advice[name][:10] for name in ("updatedAt", "alertsSince", "reviewedAt")] == [iso, iso, "2026-04-01"]
    assert advice["alertHeadline"]["wholeCountry"] in status.upper().replace(" ", "_")
    feed = stack.get("/feeds/country/lebanon.atom").text
    assert status in feed
    assert f"<updated>{iso}" in feed
    until(lambda: status in stack.get("/search/?q=lebanon").text, 10, f"“{status}” in search")


def test_advice_is_imported_reviewed_proposed_released_and_withdrawn(
    stack: Stack, browser: Browser, tmp_path: Path
) -> None:
    stack.manage("shell", "-v0", "-c", ACCOUNTS)
    folder, today = tmp_path / "fetched", localdate()
    first = a_document(alert_status=["avoid_all_but_essential_travel_to_whole_country"])
    stricter = a_later(first, "Fighting.", day=10, alert_status=["avoid_all_travel_to_whole_country"])
    looser = a_later(stricter, "Calmer.", day=20, alert_status=first["details"]["alert_status"])
    looser_again = a_later(looser, "Calm.", day=25, alert_status=["avoid_all_but_essential_travel_to_parts"])

    # The source's own status is released at once, with the source's dates.
    assert "1 created" in run_import(stack, folder, first)
    assert "1 updated" in run_import(stack, folder, stricter)
    reader = browser.new_context().new_page()
    quay, _ = open_page_with_card(browser, stack, "https://quay.example")
    card = quay.frame_locator("iframe")
    expect_everywhere(stack, reader, quay, ALL, "10 May 2026", "2026-05-10")
    _, said = open_page_with_card(browser, stack, "https://other.example")
    until(lambda: any("frame-ancestors https://quay.example" in line for line in said), 10, "the refusal")

    # A looser one waits. A contradiction is refused, and who proposes does not release.
    assert "1 held" in run_import(stack, folder, looser)
    reader.reload()
    expect(reader.get_by_text("has changed its advice")).to_be_visible()
    jules = Colleague.sign_in(stack, browser.new_context(), "jules").page
    open_editor(stack, jules)
    summary = jules.input_value("#id_summary")
    jules.fill("#id_summary", "There is no advice against travel to Lebanon.")
    publish(jules)
    refusal = f"The summary says “no advice against travel to Lebanon”, and the alerts say “{ESSENTIAL}”. Change one"
    expect(jules.locator(".error-message", has_text=refusal)).to_be_visible(timeout=PATIENCE)
    jules.fill("#id_summary", summary)
    publish(jules)
    expect(jules.get_by_text("You proposed this: another person has to release it.")).to_be_visible(timeout=PATIENCE)
    expect(jules.get_by_role("button", name="Release", exact=True)).to_have_count(0)

    # Another person releases it.
    noor = Colleague.sign_in(stack, browser.new_context(), "noor").page
    open_proposal(noor)
    noor.get_by_role("button", name="Release", exact=True).click()
    expect(noor.get_by_text("Nothing is waiting.")).to_be_visible(timeout=PATIENCE)
    expect_everywhere(stack, reader, quay, ESSENTIAL, format_date(today, "j F Y"), today.isoformat())

    # In an emergency one person releases, and withdraws what is wrong; the page says what to do.
    assert "1 held" in run_import(stack, folder, looser_again)
    frankie = Colleague.sign_in(stack, browser.new_context(), "frankie").page
    open_proposal(frankie)
    frankie.fill("#id_reason", "The others cannot be reached.")
    frankie.get_by_role("button", name="Release without a second person").click()
    expect(frankie.get_by_text("Nothing is waiting.")).to_be_visible(timeout=PATIENCE)
    reader.reload()
    expect(reader.locator(".hub-status")).to_contain_text(PARTS)
    open_editor(stack, frankie)
    frankie.get_by_role("button", name="Actions").first.click()
    frankie.get_by_role("link", name="Withdraw as wrong").first.click()
    frankie.fill("#id_reason", "It is about another country.")
    frankie.get_by_role("button", name="Withdraw it now").click()
    expect(frankie.get_by_text("Everyone who can release was notified.")).to_be_visible(timeout=PATIENCE)
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("“Lebanon travel advice” was wrong")
    expect(reader.get_by_role("link", name="travel advice on GOV.UK")).to_be_visible()
    quay.reload()
    expect(card.get_by_role("link", name="Foreign travel advice on GOV.UK")).to_be_visible()
    assert PARTS not in card.locator("main").inner_text()
