"""GraphiQL's examples run unchanged, find something, and are shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from graphql_api.http.graphiql import examples
from publishing.kinds import Kind, Relation
from tests.graphql_api.api_client import ask
from tests.graphql_api.factories import an_asset, an_item, one_of_each, refer

FOUND = {
    "1-latest": lambda data: data["contents"]["nodes"],
    "2-one-document": lambda data: data["content"]["body"],
    "3-programme": lambda data: data["workStreams"] and data["projects"]["nodes"],
    "4-travel-advice": lambda data: data["travelAdvice"]["nodes"],
    "5-duty-officer": lambda data: data["threatLevel"] and data["briefings"]["nodes"],
    "6-search": lambda data: data["search"],
    "7-stay-in-step": lambda data: data["changes"]["nodes"],
}


PATIENCE = 30_000
"""Milliseconds: the page loads two megabytes of script, on a machine that may be busy."""


def publish_sample_content() -> None:
    """Publish what the examples query."""
    stream = an_item(Kind.WORK_STREAM, code="CP", title="Crowded places")
    an_item(Kind.HOME, path="/", body=one_of_each(stream.content_id, an_asset()))
    an_item(Kind.PROJECT, references=refer(Relation.WORK_STREAM, stream), status="open")
    an_item(Kind.TRAVEL_ADVICE)
    an_item(Kind.THREAT_LEVEL, path=None)
    an_item(Kind.BRIEFING)


@pytest.mark.django_db
@pytest.mark.parametrize("name", examples())
def test_every_example_runs_and_finds_something(client: Client, name: str) -> None:
    publish_sample_content()
    assert FOUND[name](ask(client, examples()[name]))


@pytest.mark.django_db
def test_a_browser_gets_graphiql_with_the_examples(client: Client, project_root: Path) -> None:
    response = client.get("/graphql", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert "unpkg" not in response.content.decode()


@pytest.mark.django_db
def test_graphiql_explains_how_to_build_it(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.FRONTEND_DIR = tmp_path
    response = client.get("/graphql", headers={"Accept": "text/html"})
    assert "npm run build" in response.content.decode()


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


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("errors")
def test_graphiql_runs_an_example_within_the_security_policy(page: Page, live_server: LiveServer) -> None:
    publish_sample_content()
    page.goto(f"{live_server.url}/graphql")
    expect(page.locator(".graphiql-query-editor")).to_contain_text("query Latest", timeout=PATIENCE)
    page.get_by_role("button", name="Execute query (Ctrl-Enter)").click()
    expect(page.locator(".result-window")).to_contain_text("Watch the", timeout=PATIENCE)
    expect(page.get_by_role("tab")).to_have_count(len(examples()))
    expect(page.get_by_role("link", name="Changes of the schema")).to_have_attribute("href", "/graphql/changelog.atom")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("errors")
def test_the_examples_are_in_graphiql_s_history_in_order_and_deleted_ones_do_not_return(
    page: Page, live_server: LiveServer
) -> None:
    history = page.get_by_role("region", name="History")
    page.goto(f"{live_server.url}/graphql")
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
