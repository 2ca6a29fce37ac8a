"""GraphiQL in a real Chromium: it runs a query within the security policy, and nothing loads it but its page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from graphql_api.documentation.examples import examples
from publishing.kinds import Kind
from tests.graphql_api.factories import an_item

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("errors", "documentation"),
]

PATIENCE = 30_000
"""Milliseconds: the page loads two megabytes of script, on a machine that may be busy."""


@pytest.fixture
def errors(page: Page) -> Iterator[list[str]]:
    """The browser's error messages: none at the end of each test."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.set_default_timeout(PATIENCE)
    yield found
    assert found == []


def test_graphiql_runs_an_example_within_the_security_policy(page: Page, live_server: LiveServer) -> None:
    an_item(Kind.BRIEFING)
    page.goto(f"{live_server.url}/developers/graphiql/")
    expect(page.locator(".graphiql-query-editor")).to_contain_text("query Latest", timeout=PATIENCE)
    page.get_by_role("button", name="Execute query (Ctrl-Enter)").click()
    expect(page.locator(".result-window")).to_contain_text("Watch the", timeout=PATIENCE)
    expect(page.get_by_role("tab")).to_have_count(len(examples()))


def test_an_example_s_link_opens_it_and_the_schema_is_known_without_introspection(
    page: Page, live_server: LiveServer, settings: Settings
) -> None:
    settings.GRAPHQL_INTROSPECTION = "keys"
    page.goto(f"{live_server.url}/developers/examples/")
    page.locator("a[href$='?example=search']").click()
    expect(page.locator(".graphiql-query-editor")).to_contain_text("query Search", timeout=PATIENCE)
    page.get_by_role("button", name="Show Documentation Explorer").click()
    expect(page.get_by_role("region", name="Documentation Explorer")).to_contain_text("query: Query", timeout=PATIENCE)
    expect(page.get_by_role("button", name="Headers")).to_be_visible()


def test_only_its_page_loads_graphiql(page: Page, live_server: LiveServer) -> None:
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    for path in ("", "examples/", "schema/"):
        page.goto(f"{live_server.url}/developers/{path}", wait_until="networkidle")
    scripts = {url for url in loaded if url.endswith(".js")}
    assert len(scripts) == 1, scripts


def test_the_examples_are_in_the_history_in_order_and_deleted_ones_do_not_return(
    page: Page, live_server: LiveServer
) -> None:
    history = page.get_by_role("region", name="History")
    page.goto(f"{live_server.url}/developers/graphiql/")
    page.get_by_role("button", name="Show History").click(timeout=PATIENCE)
    expect(history.get_by_role("listitem")).to_have_count(len(examples()), timeout=PATIENCE)
    expect(history.get_by_role("listitem").first).to_contain_text("The newest content of every kind")
    editor = page.locator(".graphiql-query-editor")
    expect(editor).to_contain_text("query Latest", timeout=PATIENCE)  # the editor accepts no input before
    history.get_by_text("Free-text search").click()
    expect(editor).to_contain_text("query Search", timeout=PATIENCE)
    history.get_by_role("button", name="Delete from history").last.click()
    expect(history.get_by_role("listitem")).to_have_count(len(examples()) - 1)
    page.reload()
    page.get_by_role("button", name="Show History").click(timeout=PATIENCE)
    expect(history.get_by_role("listitem")).to_have_count(len(examples()) - 1)
