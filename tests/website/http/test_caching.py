"""Caching headers and cookies."""

import gzip

import pytest
from django.test import Client

from publishing.access.audiences import Audience
from publishing.kinds import Kind
from tests.website.conftest import SignIn, World
from tests.website.factories import a_briefing, publish

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "private, no-store"
PAGE = "/guidance/protect-a-market/"
PAGES = ["/", PAGE, "/guidance/", "/threat-level/", "/search/", "/feeds/", "/cy/"]
MACHINES = ["/feeds/all.atom", "/feeds/all.json", "/sitemap.xml", "/robots.txt"]


@pytest.mark.parametrize("path", [*PAGES, *MACHINES])
def test_a_public_page_is_revalidated_with_a_304(path: str, world: World, client: Client) -> None:
    response = client.get(path)
    assert response["Cache-Control"] == PUBLIC
    assert response["ETag"].startswith('"')
    again = client.get(path, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["Cache-Control"] == PUBLIC
    assert again["ETag"] == response["ETag"]


def varies(client: Client, path: str) -> set[str]:
    """Return what the response varies by, except that feeds also vary by origin, for CORS."""
    names = {name.strip().lower() for name in client.get(path).get("Vary", "").split(",") if name}
    return names - {"origin"} if path.startswith("/feeds/") else names


@pytest.mark.parametrize("path", PAGES)
def test_a_page_varies_by_cookie(path: str, world: World, client: Client) -> None:
    assert varies(client, path) == {"cookie"}


@pytest.mark.parametrize("path", MACHINES)
def test_feeds_and_sitemaps_do_not_vary_by_cookie(path: str, world: World, client: Client, sign_in: SignIn) -> None:
    assert not varies(client, path)
    assert sign_in().get(path)["Cache-Control"] == PUBLIC


@pytest.mark.parametrize("path", [*PAGES, *MACHINES, "/never/"])
def test_anonymous_readers_get_no_cookie(path: str, world: World, client: Client) -> None:
    assert not client.get(path).cookies


@pytest.mark.parametrize("path", PAGES)
def test_pages_of_signed_in_readers_are_not_stored(path: str, world: World, sign_in: SignIn) -> None:
    response = sign_in().get(path)
    assert response["Cache-Control"] == PRIVATE
    assert not response.has_header("ETag")


def test_pages_that_are_not_public_are_not_stored(sign_in: SignIn) -> None:
    item = publish(Kind.GUIDANCE, audience=Audience.REGISTERED)
    assert sign_in(registered=True).get(str(item.path))["Cache-Control"] == PRIVATE


def test_a_request_with_an_expired_session_is_not_cached(world: World, client: Client) -> None:
    client.cookies["sessionid"] = "long-gone"
    assert client.get(PAGE)["Cache-Control"] == PRIVATE


def test_the_etag_changes_with_a_linked_title(world: World, client: Client) -> None:
    before = client.get(PAGE)["ETag"]
    a_briefing(content_id=world["briefing"].content_id, title="Winter markets, day by day")
    assert client.get(PAGE)["ETag"] != before


def test_the_etag_is_the_same_for_the_same_page(world: World, client: Client) -> None:
    assert client.get(PAGE)["ETag"] == client.get(PAGE)["ETag"]


def test_public_pages_are_compressed_and_still_revalidated(world: World, client: Client, sign_in: SignIn) -> None:
    page = client.get(PAGE, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(page.content) == client.get(PAGE).content
    assert varies(client, PAGE) == {"cookie"}
    assert {"Cookie", "accept-encoding"} <= set(page["Vary"].split(", "))
    again = client.get(PAGE, headers={"Accept-Encoding": "gzip", "If-None-Match": page["ETag"]})
    assert again.status_code == 304
    # Another site can make a browser send the session's cookie with its own text, and guess secrets from the length.
    assert not sign_in().get(PAGE, headers={"Accept-Encoding": "gzip"}).has_header("Content-Encoding")
