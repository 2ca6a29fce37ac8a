"""Paths with accents: every published URL is encoded, and every form of a path finds the page."""

import json
import re
from typing import Any
from unicodedata import normalize
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from cms.downstream_caches.affected_urls import find_affected_urls
from publishing.kinds import Kind, Relation, RemovalReason
from publishing.log.record import record_relocation, record_withdrawal
from publishing.models import Change, ContentItem
from tests.graphql_api.api_client import ask
from tests.website.factories import publish, refer, text
from tests.website.world import sections

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NAME = "côte-divoire-ŵyl"
PAGES = [kind for kind in Kind if kind not in (Kind.THREAT_LEVEL, Kind.HOME, Kind.SECTION)]
FIELDS = "{ contents(first: 100) { nodes { url path body { ... on RichTextBlock { html links { url } } } } } }"
BY_PATH = "query ($path: String!) { content(by: {path: $path}) { path url } }"


def page_path(kind: Kind, name: str = NAME) -> str:
    """The path of a kind's page."""
    return f"/{kind.replace('_', '-')}/{name}/"


@pytest.fixture
def world() -> dict[Kind, ContentItem]:
    """One of each kind at a path with accents, in each of the languages, which all refer to each other."""
    sections()
    publish(Kind.SECTION, path="/gŵyl/", title="Gŵyl")
    items: dict[Kind, ContentItem] = {}
    for kind in PAGES:
        items[kind] = publish(
            kind,
            path=page_path(kind),
            title=f"Title {kind}",
            body=(text("".join(f'<p><a data-content="{item.content_id}">there</a></p>' for item in items.values())),),
            references=refer(Relation.RELATED, *(item.content_id for item in items.values())),
        )
        publish(
            kind, content_id=items[kind].content_id, locale="cy", path=f"/cy{page_path(kind)}", title=f"Teitl {kind}"
        )
    publish(path=f"/gŵyl/{NAME}/", title="Below")
    return items


def urls_in(response: Any) -> list[str]:
    """All URLs in a response of any type."""
    body = response.content.decode()
    found = [response["Location"]] if response.has_header("Location") else []
    kind = response.get("Content-Type", "")
    if "html" in kind:
        soup = BeautifulSoup(body, "html.parser")
        names = ("href", "src", "srcset", "action", "content", "value")
        found += [value for tag in soup.find_all() for name in names if isinstance(value := tag.get(name), str)]
        found = [value for value in found if re.match(r"https?://|/", value)]
        for script in soup.select('script[type="application/ld+json"]'):
            found += texts_in(json.loads(script.text))
    elif "xml" in kind:
        for element in ElementTree.fromstring(body).iter():
            found += [element.text or "", *element.attrib.values()]
    elif "json" in kind:
        found += texts_in(json.loads(body))
    return [value for value in found if re.match(r"https?://|/[^ ]", value)]


def texts_in(value: Any) -> list[str]:
    """All texts in JSON."""
    if isinstance(value, dict):
        return [text for name, each in value.items() if name != "path" for text in texts_in(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts_in(each)]
    return [value] if isinstance(value, str) else []


def outputs(client: Client, world: dict[Kind, ContentItem]) -> dict[str, Any]:
    """Everything that the hub publishes with URLs in it."""
    feeds = [f"/feeds/{name}.{form}" for form in ("atom", "json") for name in ("all", "guidance", "country/france")]
    feeds += [f"/feeds/topic/vigilance.{form}" for form in ("atom", "json")]
    pages = [quote(path) for item in world.values() for path in (str(item.path), f"/cy{item.path}")]
    fixed = ["/", "/cy/", "/sitemap.xml", "/search/?q=title", "/feeds/", "/guidance/", quote("/gŵyl/"), "/nowhere/"]
    parts = [f"{quote(page_path(Kind.TRAVEL_ADVICE))}safety-and-security/", quote(page_path(Kind.GUIDANCE))[:-1]]
    graphql = ["/graphql?query=" + quote(FIELDS)]
    return {url: client.get(url) for url in (*feeds, *pages, *fixed, *parts, *graphql)}


def test_every_published_url_is_encoded(client: Client, world: dict[Kind, ContentItem]) -> None:
    seen = 0
    for name, response in outputs(client, world).items():
        assert response.status_code < 500, name
        for url in urls_in(response):
            assert url.isascii(), (name, url)
            assert "%25" not in url.partition("/oembed?")[0], (name, url)  # there, a URL is in the query
            seen += "%C3%B4" in url
    assert seen > 100
    for change in Change.objects.all():
        for url in find_affected_urls([change]):
            assert url.isascii()
            assert "%25" not in url
    change = Change.objects.get(item=world[Kind.GUIDANCE])
    assert settings.BASE_URL + quote(page_path(Kind.GUIDANCE)) in find_affected_urls([change])


@pytest.mark.parametrize("kind", PAGES)
def test_every_form_of_a_path_finds_its_page(client: Client, world: dict[Kind, ContentItem], kind: Kind) -> None:
    path = str(world[kind].path)
    canonical = quote(path)
    assert client.get(canonical).status_code == 200
    assert client.get(canonical.lower()).status_code == 200
    for other in (quote(normalize("NFD", path)), quote(canonical), quote(normalize("NFD", path))[:-1], canonical[:-1]):
        response = client.get(f"{other}?from=card", follow=True)
        assert response.status_code == 200, other
        assert response.redirect_chain[-1] == (f"{canonical}?from=card", 301)
    for form in (
        path,
        normalize("NFD", path),
        canonical,
        canonical.lower(),
        path.strip("/"),
        quote(normalize("NFD", path)),
    ):
        assert ask(client, BY_PATH, path=form)["content"] == {"path": path, "url": settings.BASE_URL + canonical}


def test_a_path_stored_in_another_form_is_found(client: Client) -> None:
    stored = normalize("NFD", page_path(Kind.GUIDANCE))
    item = publish(title="Stored otherwise")
    # As an earlier release stored it: now only one form is written.
    ContentItem.objects.filter(pk=item.pk).update(path=stored)
    assert client.get(quote(normalize("NFC", stored)), follow=True).status_code == 200
    assert ask(client, BY_PATH, path=normalize("NFC", stored))["content"]["path"] == stored


def test_every_form_of_a_path_finds_tombstones_and_previous_paths(client: Client) -> None:
    moved, gone = publish(path="/ŵy/", title="Moved"), publish(path="/tŷ/", title="Gone")
    record_relocation(moved.content_id, "en-gb", "/ŷd/")
    record_withdrawal(gone.content_id, "en-gb", RemovalReason.MOVED, moved_to="/ŷd/")
    for path in ("/ŵy/", "/tŷ/"):
        for form in (path, normalize("NFD", path)):
            assert client.get(quote(form))["Location"] == quote("/ŷd/")
    assert ask(client, BY_PATH, path=normalize("NFD", "/ŵy/"))["content"]["path"] == "/ŷd/"


@pytest.mark.parametrize(
    "path", ["/%ff/", "/%E9t%E9/", "/a%00b/", "/a%2500b/", "/%25ff/", "/%ED%A0%80/", "/%25ED%25A0%2580/"]
)
def test_a_path_that_is_not_text_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/a%00b/", "%", "/%zz/", "/%ff/", "//", "/?#/"])
def test_an_invalid_path_is_not_found(client: Client, path: str) -> None:
    assert ask(client, BY_PATH, path=path)["content"] is None
