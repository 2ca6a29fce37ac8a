"""Paths with accents: every address that leaves the hub is encoded, and every form of one leads to the page."""

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


def path_of(kind: Kind, name: str = NAME) -> str:
    """Where a kind's page stands."""
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
            path=path_of(kind),
            title=f"Title {kind}",
            body=(text("".join(f'<p><a data-content="{item.content_id}">there</a></p>' for item in items.values())),),
            references=refer(Relation.RELATED, *(item.content_id for item in items.values())),
        )
        publish(kind, content_id=items[kind].content_id, locale="cy", path=f"/cy{path_of(kind)}", title=f"Teitl {kind}")
    publish(path=f"/gŵyl/{NAME}/", title="Below")
    return items


def addresses_in(answer: Any) -> list[str]:
    """All addresses in an answer, whatever it is."""
    body = answer.content.decode()
    found = [answer["Location"]] if answer.has_header("Location") else []
    kind = answer.get("Content-Type", "")
    if "html" in kind:
        soup = BeautifulSoup(body, "html.parser")
        names = ("href", "src", "srcset", "action", "data-print", "content", "value")
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
    """All that the hub sends out in which addresses stand."""
    feeds = [f"/feeds/{name}.{form}" for form in ("atom", "json") for name in ("all", "guidance", "country/france")]
    feeds += [f"/feeds/topic/vigilance.{form}" for form in ("atom", "json")]
    pages = [quote(path) for item in world.values() for path in (str(item.path), f"/cy{item.path}")]
    fixed = ["/", "/cy/", "/sitemap.xml", "/search/?q=title", "/feeds/", "/guidance/", quote("/gŵyl/"), "/nowhere/"]
    parts = [f"{quote(path_of(Kind.TRAVEL_ADVICE))}safety-and-security/", quote(path_of(Kind.GUIDANCE))[:-1]]
    graphql = ["/graphql?query=" + quote(FIELDS)]
    return {address: client.get(address) for address in (*feeds, *pages, *fixed, *parts, *graphql)}


def test_every_address_that_leaves_the_hub_is_encoded(client: Client, world: dict[Kind, ContentItem]) -> None:
    seen = 0
    for asked, answer in outputs(client, world).items():
        assert answer.status_code < 500, asked
        for address in addresses_in(answer):
            assert address.isascii(), (asked, address)
            assert "%25" not in address, (asked, address)
            seen += "%C3%B4" in address
    assert seen > 100
    for change in Change.objects.all():
        for address in find_affected_urls([change]):
            assert address.isascii()
            assert "%25" not in address
    change = Change.objects.get(item=world[Kind.GUIDANCE])
    assert settings.BASE_URL + quote(path_of(Kind.GUIDANCE)) in find_affected_urls([change])


@pytest.mark.parametrize("kind", PAGES)
def test_every_form_of_a_path_leads_to_its_page(client: Client, world: dict[Kind, ContentItem], kind: Kind) -> None:
    path = str(world[kind].path)
    canonical = quote(path)
    assert client.get(canonical).status_code == 200
    assert client.get(canonical.lower()).status_code == 200
    for other in (quote(normalize("NFD", path)), quote(canonical), quote(normalize("NFD", path))[:-1], canonical[:-1]):
        answer = client.get(f"{other}?from=card", follow=True)
        assert answer.status_code == 200, other
        assert answer.redirect_chain[-1] == (f"{canonical}?from=card", 301)
    for given in (
        path,
        normalize("NFD", path),
        canonical,
        canonical.lower(),
        path.strip("/"),
        quote(normalize("NFD", path)),
    ):
        assert ask(client, BY_PATH, path=given)["content"] == {"path": path, "url": settings.BASE_URL + canonical}


def test_a_path_that_is_stored_in_the_other_form_is_found_too(client: Client) -> None:
    stored = normalize("NFD", path_of(Kind.GUIDANCE))
    item = publish(title="Stored otherwise")
    ContentItem.objects.filter(pk=item.pk).update(path=stored)  # by an earlier release: today's writes one form only
    assert client.get(quote(normalize("NFC", stored)), follow=True).status_code == 200
    assert ask(client, BY_PATH, path=normalize("NFC", stored))["content"]["path"] == stored


def test_tombstones_and_earlier_paths_are_found_by_every_form(client: Client) -> None:
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
def test_what_is_no_text_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/a%00b/", "%", "/%zz/", "/%ff/", "//", "/?#/"])
def test_what_is_no_path_finds_nothing(client: Client, path: str) -> None:
    assert ask(client, BY_PATH, path=path)["content"] is None
