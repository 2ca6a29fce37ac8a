"""Content published before texts were cleaned breaks no channel, and none of its links runs a script."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from publishing.kinds import RemovalReason
from publishing.log.record import record_withdrawal
from publishing.models import ContentItem
from tests.graphql_api.api_client import ask
from tests.publishing.old import BAD, SCRIPT, an_old_library
from tests.website.conftest import Index

pytestmark = pytest.mark.django_db

# What XML 1.0 cannot contain, escaped or not.
INVALID_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
EVERYTHING = """
fragment text on ContentRichText { html paragraphs { spans { text link { url } } } }
fragment blocks on ContentBlock {
  __typename ... on HeadingBlock { text } ... on RichTextBlock { ...text } ... on CalloutBlock { title ...text }
  ... on StepsBlock { steps { title ...text } } ... on TableBlock { caption columns rows }
  ... on QuoteBlock { text attribution } ... on ContactBlock { name telephone email url hours }
  ... on LinkListBlock { title links { title url } }
}
query Everything($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Content { title summary edition { changeNote } owner body { ...blocks } }
    ... on Briefing { headline actions readAloud }
    ... on TravelAdvice { alerts { description areas { name description reason } } earlierChanges { note } }
    ... on TravelAdvice { synonyms parts { title body { ...blocks } } provenance { publisher url } }
    ... on Organisation { website }
  }
}
"""


@pytest.fixture
def library(db: None) -> list[ContentItem]:
    return an_old_library()


@pytest.mark.parametrize(
    "address", ["/feeds/all.atom", "/feeds/guidance.atom", "/feeds/country/france.atom", "/sitemap.xml"]
)
def test_every_feed_and_the_sitemap_are_well_formed(address: str, library: list[ContentItem], client: Client) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert len(ElementTree.fromstring(response.content)) > 1
    assert not INVALID_IN_XML.search(response.content.decode())


def test_the_json_feed_contains_clean_text(library: list[ContentItem], client: Client) -> None:
    entries = client.get("/feeds/all.json").json()["items"]
    assert len(entries) == 3
    assert {entry["title"] for entry in entries} == {"Doors ajar \xe9"}  # codespell:ignore doors
    assert not any(INVALID_IN_XML.search(entry["content_text"]) for entry in entries)


def test_every_page_renders_and_no_link_runs_a_script(library: list[ContentItem], client: Client) -> None:
    paths = [str(item.path) for item in library] + ["/travel-advice/france/all/"]
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        soup = BeautifulSoup(response.content, "html.parser")
        addresses = [str(link["href"]).lower() for link in soup.find_all(href=True)]
        assert not [address for address in addresses if re.match(r"\s*(?:javascript|java|data|vbscript)", address)]
        if "script</p>" in response.content.decode():
            assert "script tab" in soup.get_text()


def test_the_api_returns_the_text_and_no_url_that_runs_a_script(library: list[ContentItem], client: Client) -> None:
    data = ask(client, EVERYTHING, ids=[str(item.pk) for item in library])
    assert len(list(filter(None, data["nodes"]))) == len(library)
    assert addresses_in(data) == {None}
    assert data["nodes"][0]["title"] == BAD
    assert "href" not in str(data)


def addresses_in(data: Any) -> set[Any]:
    if isinstance(data, dict):
        own = {data[name] for name in ("url", "website") if name in data}
        return own.union(*map(addresses_in, data.values())) | ({None} if data.get("link", "") is None else set())
    return set().union(*map(addresses_in, data)) if isinstance(data, list) else set()


def test_search_finds_old_content(library: list[ContentItem], index: Index, client: Client) -> None:
    index()
    response = client.get("/search/", {"q": "ajar"})
    assert response.status_code == 200
    assert "Doors" in BeautifulSoup(response.content, "html.parser").find("main").get_text()  # codespell:ignore doors
    data = ask(client, '{ search(query: "ajar", first: 10) { nodes { title } } }')
    assert len(data["search"]["nodes"]) == len(library)


def test_what_is_signed_is_what_was_published(library: list[ContentItem], client: Client) -> None:
    fields = "title edition { contentHash signature { canonical } }"
    query = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Content {{ {fields} }} }} }}"
    (node,) = ask(client, query, ids=[str(library[0].pk)])["nodes"]
    signed = json.loads(node["edition"]["signature"]["canonical"])
    assert (signed["title"], signed["contentHash"]) == (BAD, library[0].edition.content_hash)
    assert SCRIPT in signed["body"][1]["html"]
    assert signed["body"][6]["url"] == SCRIPT


def test_a_tombstone_does_not_redirect_to_an_unsafe_url(library: list[ContentItem], client: Client) -> None:
    item = library[0]
    record_withdrawal(item.content_id, item.locale, RemovalReason.MOVED, moved_to="https://example.org/")
    assert client.get(str(item.path)).status_code == 301
    for address in ("javascript:alert(1)", "//example.org/", "data:text/html,x"):
        ContentItem.objects.filter(pk=item.pk).update(moved_to=address)
        assert client.get(str(item.path)).status_code == 410
