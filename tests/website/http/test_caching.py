"""What may be kept of an answer, and what costs a cookie."""

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
def test_what_everybody_may_read_is_asked_about_and_not_sent_again(path: str, world: World, client: Client) -> None:
    response = client.get(path)
    assert response["Cache-Control"] == PUBLIC
    assert response["ETag"].startswith('"')
    again = client.get(path, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again["Cache-Control"] == PUBLIC
    assert again["ETag"] == response["ETag"]


def varies(client: Client, path: str) -> set[str]:
    """Return what the answer varies by. That of a feed varies by who asks as well: pages of other origins may."""
    names = {name.strip().lower() for name in client.get(path).get("Vary", "").split(",") if name}
    return names - {"origin"} if path.startswith("/feeds/") else names


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_a_cookie_can_change_says_so(path: str, world: World, client: Client) -> None:
    assert varies(client, path) == {"cookie"}


@pytest.mark.parametrize("path", MACHINES)
def test_what_no_cookie_changes_does_not_vary(path: str, world: World, client: Client, sign_in: SignIn) -> None:
    assert not varies(client, path)
    assert sign_in().get(path)["Cache-Control"] == PUBLIC


@pytest.mark.parametrize("path", [*PAGES, *MACHINES, "/never/"])
def test_anonymous_readers_get_no_cookie(path: str, world: World, client: Client) -> None:
    assert not client.get(path).cookies


@pytest.mark.parametrize("path", PAGES)
def test_signed_in_readers_pages_are_kept_by_nobody(path: str, world: World, sign_in: SignIn) -> None:
    response = sign_in().get(path)
    assert response["Cache-Control"] == PRIVATE
    assert not response.has_header("ETag")


def test_what_is_not_public_is_kept_by_nobody(sign_in: SignIn) -> None:
    item = publish(Kind.GUIDANCE, audience=Audience.REGISTERED)
    assert sign_in(registered=True).get(str(item.path))["Cache-Control"] == PRIVATE


def test_a_session_that_is_no_more_is_not_answered_from_a_shared_cache(world: World, client: Client) -> None:
    client.cookies["sessionid"] = "long-gone"
    assert client.get(PAGE)["Cache-Control"] == PRIVATE


def test_the_tag_changes_with_a_linked_title(world: World, client: Client) -> None:
    before = client.get(PAGE)["ETag"]
    a_briefing(content_id=world["briefing"].content_id, title="Winter markets, day by day")
    assert client.get(PAGE)["ETag"] != before


def test_the_tag_is_the_same_for_the_same_page(world: World, client: Client) -> None:
    assert client.get(PAGE)["ETag"] == client.get(PAGE)["ETag"]
