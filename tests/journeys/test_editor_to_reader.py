"""From an editor's click to every reader, and back: the whole hub, in a real browser."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.desk import Colleague, open_desk
from tests.stack import Stack, until

pytestmark = [pytest.mark.browser, pytest.mark.both_databases]

TITLE = "Quokka drills at closing time"
PATH = "/briefings/quokka-drills-at-closing-time/"
SEARCH = "query ($text: String!) { search(query: $text, first: 5) { totalCount } }"
CHANGES = "{ changes(first: 100) { ... on ContentChanges { nodes { content { path } tombstone { reason } } } } }"


def page_shows(stack: Stack) -> bool:
    answer = stack.get(PATH)
    return answer.status == 200 and TITLE in answer.text


def graphql_shows(stack: Stack) -> bool:
    data = stack.graphql("query ($path: String!) { content(by: {path: $path}) { title } }", path=PATH)
    return data["content"] == {"title": TITLE}


def search_shows(stack: Stack) -> bool:
    return PATH in stack.get("/search/?q=quokka").text  # the title is there in pieces, highlighted


def graphql_search_shows(stack: Stack) -> bool:
    return bool(stack.graphql(SEARCH, text="quokka")["search"]["totalCount"])


def feed_shows(stack: Stack) -> bool:
    return TITLE in stack.get("/feeds/briefing.atom").text and TITLE in stack.get("/feeds/briefing.json").text


def sitemap_shows(stack: Stack) -> bool:
    return PATH in stack.get("/sitemap.xml").text


EVERYWHERE = (page_shows, graphql_shows, search_shows, graphql_search_shows, feed_shows, sitemap_shows)


def test_a_briefing_reaches_every_reader_and_is_withdrawn_from_all(stack: Stack, browser: Browser) -> None:
    section = open_desk(stack)
    edith = Colleague.sign_in(stack, browser.new_context(), "edith")
    mohan = Colleague.sign_in(stack, browser.new_context(), "mohan")

    briefing = edith.write_briefing(section, title=TITLE, reference="BR-2026-777", text="Count the quokkas.")
    assert not any(shows(stack) for shows in EVERYWHERE)

    mohan.approve(briefing)
    for shows in EVERYWHERE:
        until(lambda shows=shows: shows(stack), 5, shows.__name__)  # type: ignore[misc]

    mohan.unpublish(briefing)
    assert [shows.__name__ for shows in EVERYWHERE if shows(stack)] == []
    last = stack.graphql(CHANGES)["changes"]["nodes"][-1]
    assert last == {"content": None, "tombstone": {"reason": "WITHDRAWN"}}
    gone = stack.get(PATH)
    assert gone.status == 410
    assert "withdrawn" in gone.text.lower()
