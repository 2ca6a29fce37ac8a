"""What is true of every type of page: its head, its headings, its links, its headers."""

import json
import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import resolve, reverse

from publishing.content.blocks import HeadingBlock
from publishing.kinds import Kind
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem
from tests.website.conftest import World
from tests.website.factories import FRANCE, publish, text
from tests.website.page_types import PAGES
from website.urls import urlpatterns

pytestmark = pytest.mark.django_db

NOT_PAGES = {
    *("suggest", "logout", "search-report", "asset", "image", "print-styles", "card", "card-theme", "graphiql"),
    *("areas", "country-places", "oembed", "govuk-index", "govuk-document", "sitemap", "sitemap-page", "robots"),
    *("developers-example", "developers-sdl", "developers-introspection", "feedback"),
}
"""The names of addresses whose responses are no pages in the website's layout."""
AFTER_AN_ANSWER = ("feedback-problem", "feedback-thanks")
"""Pages about an item, by its id."""
PRINTED = r"/|https?:|mailto:|tel:|#|\?"
"""Links whose whole address is on paper (print.scss, print_styles.py), or which lead to the page itself."""


def heading_levels(page: BeautifulSoup) -> list[int]:
    """The levels of the headings, in order."""
    return [int(tag.name[1]) for tag in page.find_all(re.compile("^h[1-6]$"))]


def descend_by_one(levels: list[int]) -> bool:
    """Whether there is one title, and no heading is more than one level below the one before it."""
    return levels.count(1) == 1 and all(after <= before + 1 for before, after in pairwise((0, *levels)))


def description(page: BeautifulSoup) -> str:
    """The description for search engines."""
    found = page.select_one('meta[name="description"]')
    return str(found["content"]).strip() if found else ""


def test_every_address_and_every_kind_with_pages_is_among_the_page_types(world: World) -> None:
    paths = [path.split("?")[0] for path in PAGES.values()]
    names = {str(pattern.name) for pattern in urlpatterns if not str(pattern.name).startswith(("cy-", "feed-"))}
    assert names - {resolve(path).url_name for path in paths} - NOT_PAGES == {"feed", *AFTER_AN_ANSWER}
    items = ContentItem.objects.exclude(path=None)
    assert {*items.filter(path__in=paths).values_list("kind")} == {*items.values_list("kind")}


@pytest.mark.usefixtures("documentation")
def test_every_page_type_has_a_head_for_machines_and_headings_in_order(indexed: World, client: Client) -> None:
    old = publish(Kind.BRIEFING, path="/briefings/old/", title="An old briefing")
    record_withdrawal(old.content_id, "en-gb")
    after_answers = [reverse(f"website:{name}", args=[indexed["guidance"].content_id]) for name in AFTER_AN_ANSWER]
    responses = {path: client.get(path) for path in (*PAGES.values(), *after_answers)}
    pages = {path: BeautifulSoup(response.content, "html.parser") for path, response in responses.items()}
    assert [
        path for path, response in responses.items() if "geolocation=()" not in response["Permissions-Policy"]
    ] == []
    assert [path for path, page in pages.items() if not descend_by_one(heading_levels(page))] == []
    scripts = [one.string for page in pages.values() for one in page.select('script[type="application/ld+json"]')]
    assert all(json.loads(str(script))["@graph"] for script in scripts)
    links = {str(link["href"]) for page in pages.values() for link in page.select("main a[href]")}
    assert {link for link in links if not re.match(PRINTED, link)} == set()
    described = {path: description(page) for path, page in pages.items() if responses[path].status_code == 200}
    assert [path for path, found in described.items() if not found] == []
    indexable = [found for path, found in described.items() if "?" not in path]
    assert len({*indexable}) == len(indexable)


def test_a_page_without_a_summary_is_described_by_how_its_text_begins(world: World, client: Client) -> None:
    publish(path="/gates/", title="Gates", summary="", body=(text("<p>Lock <strong>them</strong>.</p>"),))
    pages = [BeautifulSoup(client.get(path).content, "html.parser") for path in ("/gates/", f"{FRANCE}health/")]
    assert [description(page) for page in pages] == ["Gates. Lock them.", "France: Health. Tap water is safe."]


def test_a_heading_that_an_editor_wrote_a_level_too_low_is_put_right(client: Client) -> None:
    lower, higher = (HeadingBlock(id=f"{number:032}", text="H", level=number, anchor=f"h{number}") for number in (3, 2))
    item = publish(body=(lower, text("<h3>In the text</h3>"), higher, lower))
    page = BeautifulSoup(client.get(str(item.path)).content, "html.parser")
    assert heading_levels(page)[:5] == [1, 2, 3, 2, 3]


def test_a_page_with_nothing_to_describe_has_no_structured_data(client: Client) -> None:
    publish(Kind.SECTION, path="/guidance/")
    assert b"ld+json" not in client.get("/guidance/").content


def test_paper_shows_whole_addresses(client: Client) -> None:
    page = BeautifulSoup(client.get("/").content, "html.parser")
    response = client.get(str(page.select_one('link[media="print"]')["href"]))
    assert response["Content-Type"] == "text/css"
    assert "immutable" in response["Cache-Control"]
    assert '" (http://localhost:8000" attr(href) ")"' in response.content.decode()
